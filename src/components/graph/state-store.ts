import type { NodeState, StateSource } from './canvas-graph.ts';

/** A StateSource that is filled from outside. */
export interface StateStore extends StateSource {
  /** Takes the states as they are now and tells of those that are others. */
  set(states: ReadonlyMap<string, NodeState>): void;
  /** Takes some states and leaves the others. */
  patch(states: ReadonlyMap<string, NodeState>): void;
}

export function createStateStore(): StateStore {
  let states = new Map<string, NodeState>();
  const listeners = new Set<(changed: readonly string[]) => void>();
  const announce = (changed: readonly string[]) => {
    if (changed.length > 0) for (const tell of listeners) tell(changed);
  };
  return {
    get: (id) => states.get(id),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      const before = states;
      states = new Map(next);
      const changed = [...next.keys()].filter((id) => before.get(id) !== next.get(id));
      for (const id of before.keys()) if (!next.has(id)) changed.push(id);
      announce(changed);
    },
    patch(next) {
      for (const [id, state] of next) states.set(id, state);
      announce([...next.keys()]);
    },
  };
}
