import { parseAsArrayOf, parseAsBoolean, parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { RUN_STATUSES, type RunStatus } from '@/server/core/run/state.ts';

export interface RunFilter {
  status: RunStatus[];
  workflow: string;
  q: string;
  /** Only runs of which something waits for a person. */
  person: boolean;
  /** Ended at or after, and before; null: whenever. */
  from: Date | null;
  to: Date | null;
}

export const NO_RUN_FILTER: RunFilter = { status: [], workflow: '', q: '', person: false, from: null, to: null };

/** The filter as it stands in the address. */
export const runFilterParsers = {
  status: parseAsArrayOf(parseAsStringLiteral(RUN_STATUSES)).withDefault([]),
  workflow: parseAsString.withDefault(''),
  q: parseAsString.withDefault(''),
  person: parseAsBoolean.withDefault(false),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** Whether anything narrows the list down. */
export const isNarrowed = (filter: RunFilter): boolean => Object.keys(runListInput(filter)).length > 0;

/** What the server is asked for. */
export function runListInput({ status, workflow, q, person, from, to }: RunFilter) {
  return {
    ...(status.length > 0 && { status }),
    ...(workflow && { workflowId: workflow }),
    ...(q.trim() && { text: q.trim() }),
    ...(person && { needsPerson: true }),
    ...(from && { endedFrom: from }),
    ...(to && { endedTo: to }),
  };
}

/** Whether a run that came in live belongs into the filtered list; the same rule as the server's. */
export function passesFilter(run: RunSummary, { status, workflow, q, person, from, to }: RunFilter): boolean {
  const text = q.trim().toLowerCase();
  return (
    (status.length === 0 || status.includes(run.status)) &&
    (workflow === '' || run.workflowId === workflow) &&
    (!person || (run.finishedAt === null && run.openApprovals + run.openReviews > 0)) &&
    (from === null || (run.finishedAt !== null && run.finishedAt >= from)) &&
    (to === null || (run.finishedAt !== null && run.finishedAt < to)) &&
    (text === '' || run.name.toLowerCase().includes(text) || run.workflowId.toLowerCase().includes(text))
  );
}
