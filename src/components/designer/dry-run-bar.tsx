'use client';
import { X } from 'lucide-react';
import { formatDuration } from '../time/format-time.ts';
import { Button } from '../ui/button.tsx';
import { callsText, type DryRun, formatCost } from './dry-run-states.ts';

const count = (tasks: number) => `${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;

interface DryRunBarProps {
  run: DryRun;
  /** Whether the draft has changed since. */
  stale: boolean;
  onClose(): void;
}

/** The whole of a dry run in a line; the cards say who would get what. */
export function DryRunBar({ run, stale, onClose }: DryRunBarProps) {
  const { totalMs, atLeastMs, calls, callsUnknown, costUsd, costUnknown, unplaced } = run;
  return (
    <div
      role="status"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b bg-accent-soft px-4 py-1.5 text-small text-ink"
    >
      <span className="font-medium">Dry run</span>
      <span>{totalMs === null ? `${formatDuration(atLeastMs)} and what nobody knows yet` : `takes ${formatDuration(totalMs)}`}</span>
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
    </div>
  );
}
