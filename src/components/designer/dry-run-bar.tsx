'use client';
import { TriangleAlert, X } from 'lucide-react';
import { formatDuration, formatMoment } from '../time/format-time.ts';
import { Button } from '../ui/button.tsx';
import { callsText, type DryRun, formatCost } from './dry-run-states.ts';

const count = (tasks: number) => `${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;

/** What becomes of a run at a limit that does not pay for all of it. */
function effectOf({ blocks, renewsAt }: DryRun['shortfalls'][number]): string {
  if (!blocks) return 'It only warns.';
  return renewsAt === null
    ? 'Work would wait there until somebody raises it.'
    : `Work would wait there, at most until ${formatMoment(renewsAt.getTime())}.`;
}

interface DryRunBarProps {
  run: DryRun;
  /** Whether the draft has changed since. */
  stale: boolean;
  onClose(): void;
}

/** The whole of a dry run in a line; the cards say who would get what. */
export function DryRunBar({ run, stale, onClose }: DryRunBarProps) {
  const { totalMs, atLeastMs, calls, callsUnknown, costUsd, costUnknown, unplaced, shortfalls } = run;
  return (
    <div
      role="status"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b bg-accent-soft px-4 py-1.5 text-small text-ink"
    >
      <span className="font-medium">Dry run</span>
      <span>
        {totalMs === null
          ? `takes at least ${formatDuration(atLeastMs)}; not all of it was ever measured`
          : `takes ${formatDuration(totalMs)}`}
      </span>
      <span>
        {callsText(calls)} of agents
        {callsUnknown > 0 && `, and what ${count(callsUnknown)} will need`}
      </span>
      <span>
        costs {formatCost(costUsd)}
        {costUnknown > 0 && `, ${count(costUnknown)} of unknown cost`}
      </span>
      {unplaced > 0 && <span className="text-wait">{count(unplaced)} nobody can take now</span>}
      {stale && <span className="text-wait">as it was before your last changes</span>}
      <Button variant="ghost" size="icon" aria-label="Close the dry run" className="ml-auto" onClick={onClose}>
        <X aria-hidden />
      </Button>
      {shortfalls.length > 0 && (
        <ul aria-label="Limits that leave too little" className="flex w-full flex-col gap-0.5">
          {shortfalls.map((each) => (
            <li key={each.message} className="flex items-start gap-2 text-wait">
              <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
              <span className="min-w-0 break-words">
                {each.message[0]?.toUpperCase()}
                {each.message.slice(1)}. {effectOf(each)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
