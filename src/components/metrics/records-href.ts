import type { Route } from 'next';
import type { RecordPage } from '@/server/core/metrics/catalogue.ts';

interface SpanOf {
  from: Date;
  to: Date;
}

const PATHS: Record<RecordPage, (span: string) => string> = {
  runs: (span) => `/runs?${span}`,
  failed_runs: (span) => `/runs?status=failed&${span}`,
  failures: (span) => `/resilience?tab=failures&${span}`,
  decisions: (span) => `/routing?${span}`,
  utilisation: () => '/fleet',
  breakers: () => '/resilience',
  pools: () => '/fleet?tab=pools',
  health: () => '/queues',
};

/** The page with the records behind a measure of a span. */
export function recordsHref(page: RecordPage, { from, to }: SpanOf): Route {
  return PATHS[page](new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString()) as Route;
}
