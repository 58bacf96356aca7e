'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { cn } from '../ui/class-names.ts';

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
const ROW_PX = 24;
/** More are scrolled. */
const ROWS_IN_VIEW = 12;

function CallButton({ call, onSelect, children }: { call: TaskSummary; onSelect(taskId: string): void; children?: ReactNode }) {
  return (
    <button type="button" onClick={() => onSelect(call.taskId)} className={cn(chipClass, 'h-6')}>
      <StatusIcon look={TASK_LOOKS[call.status]} />
      <span className="truncate">{call.name}</span>
      <span className="sr-only">, {TASK_LOOKS[call.status].word}</span>
      {children}
    </button>
  );
}

/** The calls that a map or a loop has made so far: all of them, of which only those in view are drawn. */
export function TaskCalls({ calls, onSelect }: { calls: readonly TaskSummary[]; onSelect(taskId: string): void }) {
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => calls.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.index - b.index), [calls]);
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  if (calls.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 font-medium text-ink-3 text-small">
        {calls.length === 1 ? '1 call' : `${calls.length} calls`}: {sumUp(calls)}
      </h3>
      <div ref={scroller} className="overflow-y-auto" style={{ height: Math.min(ordered.length, ROWS_IN_VIEW) * ROW_PX }}>
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const call = ordered[index];
            return (
              call && (
                <li
                  key={call.id}
                  aria-setsize={ordered.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <CallButton call={call} onSelect={onSelect}>
                    {call.attempts.length > 1 && <span className="text-ink-3 text-small">{call.attempts.length} attempts</span>}
                  </CallButton>
                </li>
              )
            );
          })}
        </ul>
      </div>
    </section>
  );
}

/** Leads from a call to the map or loop that made it. */
export function CallOf({ parent, onSelect }: { parent: TaskSummary; onSelect(taskId: string): void }) {
  return (
    <section>
      <h3 className="mb-1 font-medium text-ink-3 text-small">A call of</h3>
      <CallButton call={parent} onSelect={onSelect} />
    </section>
  );
}
