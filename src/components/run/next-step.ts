import type { Route } from 'next';
import type { WaitReason } from '@/server/core/task/state.ts';

/** What a person may do about a wait; null: it ends by itself. */
export interface NextStep {
  label: string;
  /** Where to do it; null: at the task. */
  href: Route | null;
}

const FLEET = { label: 'See who is busy', href: '/fleet' as Route };

export const NEXT_STEPS: Record<WaitReason, NextStep | null> = {
  dependency: null,
  no_capable_agent: { label: 'Register an agent', href: '/agents' as Route },
  capacity: FLEET,
  faster_agent: FLEET,
  breaker: { label: 'See the breakers', href: '/resilience' as Route },
  rate: null,
  // Which limit it is decides what is offered (budget/raise-step.tsx).
  budget_exceeded: null,
  approval: { label: 'Decide', href: '/approvals' as Route },
  paused: null,
  run_limit: null,
  map_limit: null,
  max_agents: null,
  review: { label: 'Review it', href: null },
  retry_delay: null,
  shed: FLEET,
  timer: null,
  event: { label: 'Open the task', href: null },
  sub_workflow: { label: 'Open the task', href: null },
  quarantine: { label: 'See failures', href: '/resilience' as Route },
};
