'use client';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';

/** Calls shown one by one; a map may have ten thousand, and the view Tasks has them all. */
const SHOWN = 200;

/** What went wrong and what goes on is looked for first. */
const ORDER: readonly TaskSummary['status'][] = [
  'failed',
  'running',
  'assigned',
  'waiting',
  'ready',
  'pending',
  'cancelled',
  'skipped',
  'completed',
];

function sumUp(calls: readonly TaskSummary[]): string {
  return ORDER.flatMap((status) => {
    const count = calls.filter((call) => call.status === status).length;
    return count === 0 ? [] : [`${count} ${TASK_LOOKS[status].word.toLowerCase()}`];
  }).join(', ');
}

const chipClass = 'flex w-full items-center gap-2 rounded px-1.5 py-0.5 text-left text-base text-ink-2 hover:bg-hover hover:text-ink';

/** The calls that a map or a loop has made so far. */
export function TaskCalls({ calls, onSelect }: { calls: readonly TaskSummary[]; onSelect(taskId: string): void }) {
  if (calls.length === 0) return null;
  const shown = calls.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.index - b.index).slice(0, SHOWN);
  return (
    <section>
      <h3 className="mb-1 font-medium text-ink-3 text-small">
        {calls.length === 1 ? '1 call' : `${calls.length} calls`}: {sumUp(calls)}
      </h3>
      <ul className="flex max-h-64 flex-col overflow-y-auto">
        {shown.map((call) => (
          <li key={call.id}>
            <button type="button" onClick={() => onSelect(call.taskId)} className={chipClass}>
              <StatusIcon look={TASK_LOOKS[call.status]} />
              <span className="truncate">{call.name}</span>
              <span className="sr-only">, {TASK_LOOKS[call.status].word}</span>
              {call.attempts.length > 1 && <span className="text-ink-3 text-small">{call.attempts.length} attempts</span>}
            </button>
          </li>
        ))}
      </ul>
      {calls.length > shown.length && <p className="text-ink-3 text-small">{calls.length - shown.length} more are in the view Tasks.</p>}
    </section>
  );
}

/** Leads from a call to the map or loop that made it. */
export function CallOf({ parent, onSelect }: { parent: TaskSummary; onSelect(taskId: string): void }) {
  return (
    <section>
      <h3 className="mb-1 font-medium text-ink-3 text-small">A call of</h3>
      <button type="button" onClick={() => onSelect(parent.taskId)} className={chipClass}>
        <StatusIcon look={TASK_LOOKS[parent.status]} />
        <span className="truncate">{parent.name}</span>
        <span className="sr-only">, {TASK_LOOKS[parent.status].word}</span>
      </button>
    </section>
  );
}
