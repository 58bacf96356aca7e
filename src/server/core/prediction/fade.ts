/** How outcomes lose weight. */
export interface Memory {
  /** An outcome counts half after so long, in ms. */
  halfLifeMs: number;
  /** The most outcomes an agent's record at one type counts; further ones push old ones out. */
  capacity: number;
}

/** Two weeks; 300 outcomes tell a success rate to about 0.02, more would only make a change slow to see. */
export const DEFAULT_MEMORY: Memory = { halfLifeMs: 14 * 24 * 3_600_000, capacity: 300 };

/** The share of its weight that a record keeps when `elapsedMs` pass. A clock that goes back changes nothing. */
export function fading(memory: Memory, elapsedMs: number): number {
  return elapsedMs <= 0 ? 1 : 2 ** (-elapsedMs / memory.halfLifeMs);
}

/** The share of its weight that a record of `weight` outcomes keeps so that one more fits. */
export function makeRoom(memory: Memory, weight: number): number {
  return weight + 1 > memory.capacity ? (memory.capacity - 1) / weight : 1;
}
