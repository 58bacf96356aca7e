import type { ChaosFault } from '@/server/core/chaos/injection.ts';

/** What a fault is called, and what it does to the agent's calls. */
export const FAULT_WORDS = {
  slow: { label: 'Slow', effect: 'Every answer comes ten seconds late.' },
  failing: { label: 'Failing', effect: 'Every call fails.' },
  hung: { label: 'Hung', effect: 'Calls begin and get no answer.' },
  garbage: { label: 'Garbage', effect: 'Every answer is broken JSON.' },
  killed: { label: 'Killed', effect: 'Every call is killed half-way.' },
} as const satisfies Record<ChaosFault, { label: string; effect: string }>;
