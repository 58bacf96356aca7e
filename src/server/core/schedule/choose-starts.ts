import type { Belief } from './duration-beliefs.ts';
import { expectedRemaining } from './log-normal.ts';

export interface AgentNow {
  /** Work per unit of time. */
  speed: number;
  /** Null when it is free. */
  running: { belief: Belief; elapsed: number } | null;
}

export interface Waiting {
  task: number;
  belief: Belief;
}

export interface Start {
  task: number;
  agent: number;
}

/** A predicted end counts a task as this many deviations longer than expected: a slow agent multiplies a bad surprise. */
const CAUTION = 0.5;
/** The same for kinds nobody has seen end: the guess is worth little, and a wrong one costs most on the slowest agent. */
const CAUTION_UNKNOWN = 4;
/** Waiting for a busy agent must promise an end this much earlier, unless durations are certain: the promise may be broken. */
const WAITING_GAIN = 0.05;
/** Predicted ends closer than this share of themselves are equal. */
const SAME = 1e-9;

/**
 * Which ready tasks to start now, and where. In order of `ready` (highest rank first) each task takes the agent on which it is
 * predicted to end first. Where that agent is busy the task waits for it, and later tasks find that agent taken for so much longer;
 * where it is free it starts. Work that is left over keeps slower agents busy as soon as that is faster than queueing. Among equally
 * early ends a free agent goes first, then the faster one. Costs ready x agents at most, and stops when no agent is free.
 */
export function chooseStarts(agents: readonly AgentNow[], ready: readonly Waiting[]): Start[] {
  const availableIn = Float64Array.from(agents, timeUntilFree);
  const free = agents.map(({ running }) => running === null);
  let left = free.filter(Boolean).length;
  const starts: Start[] = [];
  for (const { task, belief } of ready) {
    if (left === 0) break;
    const { agent, starting } = pickAgent({ agents, availableIn, free, belief });
    if (starting) {
      starts.push({ task, agent });
      free[agent] = false;
      left -= 1;
    }
    availableIn[agent] = (availableIn[agent] as number) + belief.mean / (agents[agent] as AgentNow).speed;
  }
  return starts;
}

/** A busy agent is never free at once, even when what it does should have ended. */
function timeUntilFree({ speed, running }: AgentNow): number {
  if (running === null) return 0;
  const { mean, cvInRun } = running.belief;
  return Math.max(expectedRemaining({ mean: mean / speed, cv: cvInRun }, running.elapsed), Number.EPSILON);
}

interface Choice {
  agents: readonly AgentNow[];
  availableIn: Float64Array;
  free: boolean[];
  belief: Belief;
}

function pickAgent({ agents, availableIn, free, belief }: Choice): { agent: number; starting: boolean } {
  const work = belief.mean * (1 + (belief.known ? CAUTION : CAUTION_UNKNOWN) * belief.cv);
  let best = -1;
  let bestEnd = Infinity;
  let bestFree = -1;
  let bestFreeEnd = Infinity;
  for (let agent = 0; agent < agents.length; agent += 1) {
    const speed = (agents[agent] as AgentNow).speed;
    const end = (availableIn[agent] as number) + work / speed;
    if (isBetter(end, bestEnd) || (isEqual(end, bestEnd) && goesFirst(agent, best, { agents, availableIn, free, belief }))) {
      best = agent;
      bestEnd = end;
    }
    if (!free[agent]) continue;
    if (isBetter(end, bestFreeEnd) || (isEqual(end, bestFreeEnd) && speed > (agents[bestFree] as AgentNow).speed)) {
      bestFree = agent;
      bestFreeEnd = end;
    }
  }
  const worthWaiting = belief.cv > 0 ? WAITING_GAIN : SAME;
  if (bestFree !== -1 && bestFreeEnd <= bestEnd * (1 + worthWaiting)) return { agent: bestFree, starting: true };
  return { agent: best, starting: false };
}

function isBetter(end: number, than: number): boolean {
  return end < than * (1 - SAME);
}

function isEqual(end: number, to: number): boolean {
  return end <= to * (1 + SAME) && to !== Infinity;
}

/** Between equal ends: the agent that is available sooner, then the faster one. */
function goesFirst(agent: number, than: number, { agents, availableIn }: Choice): boolean {
  const gap = (availableIn[agent] as number) - (availableIn[than] as number);
  return gap < 0 || (gap === 0 && (agents[agent] as AgentNow).speed > (agents[than] as AgentNow).speed);
}
