'use client';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { TaskLink, TaskSummary, TaskView } from '@/server/core/task/task-view.ts';
import { ApprovalPanel } from '../approval/approval-panel.tsx';
import { RerunFromHere } from '../rerun/rerun-from-here.tsx';
import { StatusIcon } from '../status/status-mark.tsx';
import { RUN_LOOKS, TASK_LOOKS } from '../status/status-vocabulary.ts';
import { WAIT_WORDS } from '../status/wait-reason.ts';
import { Span } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { AttemptCard } from './attempt-card.tsx';
import { ErrorBox } from './error-box.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { CallOf, TaskCalls } from './task-calls.tsx';

/** Reasons that stand in the question itself, right below. */
const ASKS: ReadonlySet<TaskSummary['waitReason']> = new Set(['approval', 'review']);

function WaitLine({ task }: { task: TaskSummary }) {
  if (task.waitReason === null) return null;
  return (
    <div className="flex gap-2 rounded-control bg-wait-soft px-3 py-2 text-base text-wait">
      <Hourglass className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium">{WAIT_WORDS[task.waitReason]}.</p>
        {task.waitDetail && <p className="break-words">{task.waitDetail}</p>}
      </div>
    </div>
  );
}

/** The run that runs as this task, under the task's id. `run` is null until it was read: it may have begun since the task was. */
function SubRunLink({ task, run }: { task: TaskSummary; run: TaskView['subRun'] }) {
  return (
    <Link
      href={`/runs/${task.id}` as Route}
      className="flex items-center gap-2 rounded-control border px-3 py-2 text-base text-ink hover:bg-hover"
    >
      {run && <StatusIcon look={RUN_LOOKS[run.status]} />}
      <span className="min-w-0 flex-1 truncate">{run?.name ?? task.name}</span>
      <span className="text-accent text-small">Open its run</span>
    </Link>
  );
}

function Links({ title, links, onSelect }: { title: string; links: TaskLink[]; onSelect(taskId: string): void }) {
  if (links.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 font-medium text-ink-3 text-small">{title}</h3>
      <ul className="flex max-h-44 flex-col overflow-y-auto">
        {links.map((link) => (
          <li key={link.id}>
            <button
              type="button"
              onClick={() => onSelect(link.taskId)}
              className="flex w-full items-center gap-2 rounded px-1.5 py-0.5 text-left text-base text-ink-2 hover:bg-hover hover:text-ink"
            >
              <StatusIcon look={TASK_LOOKS[link.status]} />
              <span className="truncate">{link.name}</span>
              <span className="sr-only">, {TASK_LOOKS[link.status].word}</span>
              {link.when !== 'completed' && <span className="text-ink-3 text-small">when {link.when}</span>}
              {link.soft && <span className="text-ink-3 text-small">soft</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface TaskOverviewProps {
  task: TaskSummary;
  /** That it made, being a map or a loop. */
  calls: readonly TaskSummary[];
  /** The map or loop that it is a call of. */
  parent: TaskSummary | undefined;
  onSelect(taskId: string): void;
}

/** What it is, what holds it, who tried it and how that went. */
export function TaskOverview({ task, calls, parent, onSelect }: TaskOverviewProps) {
  const trpc = useTRPC();
  const detail = useQuery(trpc.runs.task.queryOptions({ id: task.id }));
  const attempts = task.attempts.toReversed();
  const [last] = attempts;
  return (
    <div className="flex flex-col gap-4 p-4">
      {calls.length === 0 && !ASKS.has(task.waitReason) && <WaitLine task={task} />}
      {(detail.data?.subRun || task.waitReason === 'sub_workflow') && <SubRunLink task={task} run={detail.data?.subRun ?? null} />}
      {task.waitReason === 'approval' && <ApprovalPanel task={task} />}
      {task.waitReason === 'review' && <ReviewPanel task={task} />}
      {task.status === 'skipped' && task.error && (
        <p className="rounded-control bg-wait-soft px-3 py-2 text-base text-wait">Skipped: {task.error.message}.</p>
      )}
      {(task.status === 'failed' || calls.length > 0) && task.error && <ErrorBox error={task.error} />}
      <RerunFromHere task={task} />
      <Facts
        rows={[
          ['Type', task.taskType],
          ['Agent', last ? (last.agentName ?? last.agentId) : null],
          ['Queued', task.readyAt && <Span key="queued" from={task.readyAt} to={task.attempts[0]?.assignedAt ?? task.finishedAt} />],
          ['Worked', last?.startedAt && <Span key="worked" from={last.startedAt} to={last.endedAt} />],
          [
            'Id',
            <span key="id" className="flex items-center font-mono text-small">
              <span className="truncate">{task.id}</span>
              <CopyButton value={task.id} label="Copy task id" />
            </span>,
          ],
        ]}
      />
      <TaskCalls calls={calls} onSelect={onSelect} />
      {parent && <CallOf parent={parent} onSelect={onSelect} />}
      {attempts.length > 0 && (
        <section className="flex flex-col gap-2">
          <h3 className="font-medium text-ink-3 text-small">{attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}</h3>
          {attempts.map((attempt) => (
            <AttemptCard key={attempt.id} attempt={attempt} />
          ))}
        </section>
      )}
      {detail.data && (
        <>
          <Links title="Waits for" links={detail.data.dependencies} onSelect={onSelect} />
          <Links title="Others wait for it" links={detail.data.dependents} onSelect={onSelect} />
        </>
      )}
    </div>
  );
}
