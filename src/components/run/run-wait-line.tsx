import { Hourglass } from 'lucide-react';
import Link from 'next/link';
import type { RunView } from '@/server/core/run/run-view.ts';
import { runWait } from '@/server/core/run/run-wait.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { RaiseStep } from '../budget/raise-step.tsx';
import { WAIT_WORDS } from '../status/wait-reason.ts';
import { buttonClass } from '../ui/button.tsx';
import { NEXT_STEPS } from './next-step.ts';

interface RunWaitLineProps {
  run: RunView;
  tasks: TaskSummary[];
  onSelect(taskId: string): void;
}

/** What a run that stands still waits for, in one line with what to do about it. Nothing while it works. */
export function RunWaitLine({ run, tasks, onSelect }: RunWaitLineProps) {
  const wait = run.status === 'running' ? runWait(tasks) : null;
  if (wait === null) return null;
  const { reason, first } = wait;
  const step = NEXT_STEPS[reason];
  return (
    <div className="mx-6 mb-2 flex min-w-0 items-center gap-2 rounded-control bg-wait-soft px-3 py-1 text-base text-wait">
      <Hourglass className="size-4 shrink-0" aria-hidden />
      <button type="button" onClick={() => onSelect(first.taskId)} className="min-w-0 flex-1 truncate text-left hover:underline">
        <span className="font-medium">{first.name}</span>
        {wait.tasks > 1 && ` and ${wait.tasks - 1} more`}: {WAIT_WORDS[reason]}
        {first.waitDetail && `: ${first.waitDetail}`}
      </button>
      {reason === 'budget_exceeded' && <RaiseStep runId={run.id} taskId={tasks.find(({ taskId }) => taskId === first.taskId)?.id} />}
      {step &&
        (step.href === null ? (
          <button type="button" className={buttonClass()} onClick={() => onSelect(first.taskId)}>
            {step.label}
          </button>
        ) : (
          <Link href={step.href} className={buttonClass()}>
            {step.label}
          </Link>
        ))}
    </div>
  );
}
