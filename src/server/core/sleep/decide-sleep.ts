import type { CycleType, SleepState } from './sleep-state.ts';

// When an agent goes to sleep and when it is woken. Workload comes first: nobody who is needed sleeps, but for a context so full that
// going on would be worse.

/** Shares of the context window in use. */
export const CONTEXT_THRESHOLDS = { low: 0.3, light: 0.75, sleep: 0.85, emergency: 0.95 } as const;
/** How long a sleep for a full context is expected to last. */
export const THRESHOLD_SLEEP_MS = 7_200_000;
export const EMERGENCY_SLEEP_MS = 1_800_000;
/** Between waking up and the next sleep, emergencies excepted. */
const MIN_AWAKE_MS = 7_200_000;
/** Between two consolidations of somebody who is awake. */
const LIGHT_EVERY_MS = 3_600_000;

export interface SleepSituation {
  state: SleepState;
  /** Minutes until the open sleep window ends; null when none is open. */
  windowLeftMin: number | null;
  /** The agent's own word, 0..1; null when it said nothing lately. */
  contextUsage: number | null;
  inFlight: number;
  /** Why it is needed now or soon, in words; null when it is not. */
  needed: string | null;
  /** Since it last woke up; null when it never slept. */
  awakeMs: number | null;
  /** Since its context was last consolidated; null when it never was. */
  consolidatedMs: number | null;
  /** The open cycle; null when awake. */
  cycle: { type: CycleType; asleepMs: number; overdueMs: number | null } | null;
}

export type SleepAct =
  | { act: 'none' }
  | { act: 'consolidate'; reason: string }
  | { act: 'sleep'; type: CycleType; reason: string; forMs: number }
  | { act: 'wake'; reason: string };

const NONE: SleepAct = { act: 'none' };
const percent = (share: number) => `${Math.round(share * 100)} %`;

function whenAwake({ windowLeftMin, contextUsage, inFlight, needed, awakeMs, consolidatedMs }: SleepSituation): SleepAct {
  const usage = contextUsage ?? 0;
  const full = `${percent(usage)} of the context is in use`;
  if (usage >= CONTEXT_THRESHOLDS.emergency) return { act: 'sleep', type: 'emergency', reason: full, forMs: EMERGENCY_SLEEP_MS };
  const rested = awakeMs === null || awakeMs >= MIN_AWAKE_MS;
  if (needed === null && rested) {
    if (usage >= CONTEXT_THRESHOLDS.sleep) return { act: 'sleep', type: 'threshold', reason: full, forMs: THRESHOLD_SLEEP_MS };
    if (windowLeftMin !== null && inFlight === 0) {
      return { act: 'sleep', type: 'scheduled', reason: 'a sleep window is open', forMs: windowLeftMin * 60_000 };
    }
  }
  if (usage >= CONTEXT_THRESHOLDS.light && (consolidatedMs === null || consolidatedMs >= LIGHT_EVERY_MS))
    return { act: 'consolidate', reason: full };
  return NONE;
}

function whenAsleep({ windowLeftMin, contextUsage, needed, cycle }: SleepSituation): SleepAct {
  if (cycle === null) return NONE;
  const { type, asleepMs, overdueMs } = cycle;
  const recovering = type === 'emergency' && asleepMs < EMERGENCY_SLEEP_MS;
  // What a person decided holds until the time that person named.
  if (needed !== null && type !== 'manual' && !recovering) return { act: 'wake', reason: needed };
  if (type === 'scheduled') return windowLeftMin === null ? { act: 'wake', reason: 'the sleep window is over' } : NONE;
  if (overdueMs !== null && overdueMs >= 0) return { act: 'wake', reason: 'it was to wake now' };
  if (type === 'threshold' && contextUsage !== null && contextUsage <= CONTEXT_THRESHOLDS.low) {
    return { act: 'wake', reason: `${percent(contextUsage)} of the context is in use` };
  }
  return NONE;
}

/** What to do with an agent now. */
export function decideSleep(situation: SleepSituation): SleepAct {
  if (situation.state === 'awake') return whenAwake(situation);
  return situation.state === 'sleeping' ? whenAsleep(situation) : NONE;
}
