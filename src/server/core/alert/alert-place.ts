import { MEASURE_NAMES } from '../metrics/catalogue.ts';
import type { AlertView } from './alert.ts';

/** The page with what an alert is about. */
export interface AlertPlace {
  href: string;
  /** On the link to it. */
  words: string;
}

const FAILURES: AlertPlace = { href: '/resilience?tab=failures', words: 'Show the failures' };
const DEAD_LETTERS: AlertPlace = { href: '/resilience?tab=dead-letters', words: 'Show the dead letters' };
const MEASURES: AlertPlace = { href: '/metrics', words: 'Show the measures' };

/** Where what a state counts is listed, by the name a rule asks for it. */
const OF_STATE: ReadonlyMap<string, AlertPlace> = new Map([
  ['queue_age_seconds', { href: '/queues', words: 'Show what waits' }],
  ['failure_rate', FAILURES],
  ['breakers_open', { href: '/resilience', words: 'Show the breakers' }],
  ['dead_letters', DEAD_LETTERS],
  ['agents_degraded', { href: '/agents', words: 'Show the agents' }],
]);
const CHARTED: ReadonlySet<string> = new Set(MEASURE_NAMES);

function placeOfRule({ measure, target }: AlertView['detail']): AlertPlace | null {
  if (typeof target === 'string') return MEASURES;
  if (typeof measure !== 'string') return null;
  return OF_STATE.get(measure) ?? (CHARTED.has(measure) ? MEASURES : null);
}

/** Where to look; null when the alert names no such place. */
export function placeOfAlert({ kind, detail }: Pick<AlertView, 'kind' | 'detail'>): AlertPlace | null {
  const { run_id: run, task_id: task, budget_id: budget, agent_id: agent } = detail;
  switch (kind) {
    case 'dead_letter':
      return DEAD_LETTERS;
    case 'failures_pile_up':
      return FAILURES;
    case 'approval_overdue':
      return { href: '/approvals', words: 'Show the question' };
    case 'rule':
      return placeOfRule(detail);
    case 'budget':
      return typeof budget === 'string' ? { href: `/budgets?budget=${budget}`, words: 'Show the budget' } : null;
    case 'deadly_agent':
      return typeof agent === 'string' ? { href: `/agents/${agent}`, words: 'Show the agent' } : null;
    case 'no_capable_agent': {
      if (typeof run !== 'string') return null;
      return {
        href: typeof task === 'string' ? `/runs/${run}?task=${encodeURIComponent(task)}` : `/runs/${run}`,
        words: 'Show what waits',
      };
    }
  }
}
