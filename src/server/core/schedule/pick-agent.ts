/** Agents as one task finds them; times in any one unit, by position. */
export interface Prospects {
  /** Until the agent can begin it. */
  availableIn: ArrayLike<number>;
  /** Work per unit of time; above 0. */
  speeds: ArrayLike<number>;
  /** It can begin now. */
  free: ArrayLike<boolean>;
  /** How much work the task is taken to be. */
  work: number;
  /** Waiting for a busy agent must promise an end this share earlier: the promise may be broken. */
  leastGain: number;
}

/** A predicted end counts a task as this many deviations longer than expected: a slow agent multiplies a bad surprise. */
export const CAUTION = 0.5;
/** Predicted ends closer than this share of themselves are equal. */
export const SAME_END = 1e-9;

/**
 * The agent on which a task is predicted to end first, and whether it starts there now: a busy agent is worth waiting for only where that
 * ends so much earlier than on any free one. Among equally early ends a free agent goes first, then the faster one. Linear in the agents.
 */
export function pickAgent(prospects: Prospects): { agent: number; starting: boolean; end: number } {
  const { availableIn, speeds, free, work, leastGain } = prospects;
  let best = -1;
  let bestEnd = Infinity;
  let bestFree = -1;
  let bestFreeEnd = Infinity;
  for (let agent = 0; agent < speeds.length; agent += 1) {
    const speed = speeds[agent] as number;
    const end = (availableIn[agent] as number) + work / speed;
    if (isBetter(end, bestEnd) || (isEqual(end, bestEnd) && goesFirst(agent, best, prospects))) {
      best = agent;
      bestEnd = end;
    }
    if (!free[agent]) continue;
    if (isBetter(end, bestFreeEnd) || (isEqual(end, bestFreeEnd) && speed > (speeds[bestFree] as number))) {
      bestFree = agent;
      bestFreeEnd = end;
    }
  }
  if (bestFree !== -1 && bestFreeEnd <= bestEnd * (1 + leastGain)) return { agent: bestFree, starting: true, end: bestFreeEnd };
  return { agent: best, starting: false, end: bestEnd };
}

function isBetter(end: number, than: number): boolean {
  return end < than * (1 - SAME_END);
}

function isEqual(end: number, to: number): boolean {
  return end <= to * (1 + SAME_END) && to !== Infinity;
}

/** Between equal ends: the agent that is available sooner, then the faster one. */
function goesFirst(agent: number, than: number, { availableIn, speeds }: Prospects): boolean {
  const gap = (availableIn[agent] as number) - (availableIn[than] as number);
  return gap < 0 || (gap === 0 && (speeds[agent] as number) > (speeds[than] as number));
}
