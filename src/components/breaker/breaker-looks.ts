import { CircleCheck, CircleDashed, CircleOff, CircleX, Gauge, type LucideIcon, ShieldBan } from 'lucide-react';
import type { BreakerSummary } from '@/server/core/breaker/breaker-summary.ts';
import type { TransitionCause } from '@/server/core/breaker/change.ts';
import type { BreakerResourceType } from '@/server/core/breaker/presets.ts';
import type { BreakerStatus } from '@/server/core/breaker/state.ts';
import type { Tone } from '../status/status-vocabulary.ts';

/** Breakers have their own words: "open" lets nothing through. */
export const BREAKER_LOOKS: Record<BreakerStatus, { word: string; tone: Tone; icon: LucideIcon; meaning: string }> = {
  closed: { word: 'Closed', tone: 'ok', icon: CircleCheck, meaning: 'everything is let through' },
  open: { word: 'Open', tone: 'fail', icon: CircleX, meaning: 'nothing is let through' },
  half_open: { word: 'Half open', tone: 'wait', icon: CircleDashed, meaning: 'a few calls are let through to see whether it works' },
  forced_open: { word: 'Isolated', tone: 'fail', icon: ShieldBan, meaning: 'nothing is let through until a person resets it' },
  disabled: { word: 'Disabled', tone: 'idle', icon: CircleOff, meaning: 'everything is let through and nothing is counted' },
  metrics_only: { word: 'Counts only', tone: 'run', icon: Gauge, meaning: 'everything is let through, and it is counted' },
};

export const RESOURCE_WORDS: Record<BreakerResourceType, string> = {
  agent: 'Agent',
  agent_task_type: 'Agent at a task type',
  provider_host: 'Host',
  workflow: 'Workflow',
};

export const CAUSE_WORDS: Record<TransitionCause, string> = {
  failures: 'Too many failures',
  slow_calls: 'Too many slow calls',
  retry_after: 'Asked to be left alone',
  wait_over: 'Wait over',
  probes_passed: 'Probes passed',
  probes_failed: 'Probes failed',
  probes_lost: 'Probes lost',
  deaths: 'Processes died of it',
  person: 'By hand',
};

/** Whether nothing, or next to nothing, gets through to an agent. */
export const holdsBack = (breaker: Pick<BreakerSummary, 'state'> | null): boolean =>
  breaker?.state === 'open' || breaker?.state === 'forced_open' || breaker?.state === 'half_open';

/** The state at `now`, epoch ms: the wait of an open breaker may have ended since it was read. */
export function stateNow({ state, nextProbeAt }: Pick<BreakerSummary, 'state' | 'nextProbeAt'>, now: number): BreakerStatus {
  return state === 'open' && nextProbeAt !== null && nextProbeAt.getTime() <= now ? 'half_open' : state;
}
