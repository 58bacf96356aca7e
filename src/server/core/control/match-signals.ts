// Which events from outside end which waits. A wait without a key takes any event of its name, one with a key only events with that key.
// An event ends every wait that stands when it comes. One that ended none is kept, and ends the first wait that comes for it: that one
// alone.

/** How long an event is kept for a wait that comes after it. */
export const KEEP_SIGNAL_MS = 24 * 3_600_000;

export interface WaitingFor {
  taskId: string;
  name: string;
  key: string | null;
}

export interface KeptSignal {
  id: string;
  name: string;
  key: string | null;
}

export function endsWait(wait: Omit<WaitingFor, 'taskId'>, signal: Omit<KeptSignal, 'id'>): boolean {
  return wait.name === signal.name && (wait.key === null || wait.key === signal.key);
}

/** Gives kept events to waits, both oldest first: at most one event per wait and one wait per event. */
export function matchKept(waits: readonly WaitingFor[], signals: readonly KeptSignal[]): { taskId: string; signalId: string }[] {
  const byName = new Map<string, KeptSignal[]>();
  for (const signal of signals) {
    const known = byName.get(signal.name);
    if (known === undefined) byName.set(signal.name, [signal]);
    else known.push(signal);
  }
  return waits.flatMap((wait) => {
    const left = byName.get(wait.name) ?? [];
    const at = left.findIndex((signal) => endsWait(wait, signal));
    const [taken] = at === -1 ? [] : left.splice(at, 1);
    return taken === undefined ? [] : [{ taskId: wait.taskId, signalId: taken.id }];
  });
}
