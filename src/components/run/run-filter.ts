import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { RUN_STATUSES, type RunStatus } from '@/server/core/run/state.ts';

export interface RunFilter {
  status: RunStatus[];
  workflow: string;
  q: string;
}

/** The filter as it stands in the address. */
export const runFilterParsers = {
  status: parseAsArrayOf(parseAsStringLiteral(RUN_STATUSES)).withDefault([]),
  workflow: parseAsString.withDefault(''),
  q: parseAsString.withDefault(''),
};

/** What the server is asked for. */
export function runListInput({ status, workflow, q }: RunFilter) {
  return { ...(status.length > 0 && { status }), ...(workflow && { workflowId: workflow }), ...(q.trim() && { text: q.trim() }) };
}

/** Whether a run that came in live belongs into the filtered list; the same rule as the server's. */
export function passesFilter(run: RunSummary, { status, workflow, q }: RunFilter): boolean {
  const text = q.trim().toLowerCase();
  return (
    (status.length === 0 || status.includes(run.status)) &&
    (workflow === '' || run.workflowId === workflow) &&
    (text === '' || run.name.toLowerCase().includes(text) || run.workflowId.toLowerCase().includes(text))
  );
}
