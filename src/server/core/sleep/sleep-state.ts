// The sleep of an agent.
//
//   awake -> preparing_sleep -> sleeping <-> consolidating
//   sleeping | consolidating -> preparing_wake -> awake
//   any but awake -> error -> preparing_wake
//
// From preparing_sleep to preparing_wake the agent's stored status is `sleeping`: it gets no tasks.

export const SLEEP_STATES = ['awake', 'preparing_sleep', 'sleeping', 'consolidating', 'preparing_wake', 'error'] as const;
export type SleepState = (typeof SLEEP_STATES)[number];

export const SLEEP_EVENTS = ['sleep', 'prepared', 'consolidate', 'consolidated', 'wake', 'woken', 'fail'] as const;
export type SleepEvent = (typeof SLEEP_EVENTS)[number];

const MOVES: { readonly [S in SleepState]: { readonly [E in SleepEvent]?: SleepState } } = {
  awake: { sleep: 'preparing_sleep' },
  preparing_sleep: { prepared: 'sleeping', wake: 'preparing_wake', fail: 'error' },
  sleeping: { consolidate: 'consolidating', wake: 'preparing_wake', fail: 'error' },
  consolidating: { consolidated: 'sleeping', wake: 'preparing_wake', fail: 'error' },
  preparing_wake: { woken: 'awake', fail: 'error' },
  error: { wake: 'preparing_wake' },
};

/** The state after an event; null when the event does not fit. */
export function nextSleepState(state: SleepState, event: SleepEvent): SleepState | null {
  return MOVES[state][event] ?? null;
}

/** States from which an event leads somewhere. */
export function statesBefore(event: SleepEvent): SleepState[] {
  return SLEEP_STATES.filter((state) => MOVES[state][event] !== undefined);
}

/** Why an agent sleeps. */
export const CYCLE_TYPES = ['scheduled', 'manual', 'threshold', 'emergency'] as const;
export type CycleType = (typeof CYCLE_TYPES)[number];

export const CHECKPOINT_TYPES = ['scheduled', 'pre_sleep', 'post_wake', 'error_recovery', 'manual', 'emergency'] as const;
export type CheckpointType = (typeof CHECKPOINT_TYPES)[number];
