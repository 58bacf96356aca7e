import { REST_BASE } from './rest-base.ts';

/** Where a run can be read. */
export const linksOf = (runId: string) => ({
  run: `${REST_BASE}/runs/${runId}`,
  tasks: `${REST_BASE}/runs/${runId}/tasks`,
  events: `${REST_BASE}/runs/${runId}/events`,
  page: `/runs/${runId}`,
});
