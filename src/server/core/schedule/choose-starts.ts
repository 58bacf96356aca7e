import type { Belief } from './duration-beliefs.ts';
import { expectedRemaining } from './log-normal.ts';
import { CAUTION, pickAgent, SAME_END } from './pick-agent.ts';

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

/** CAUTION for kinds nobody has seen end: the guess is worth little, and a wrong one costs most on the slowest agent. */
const CAUTION_UNKNOWN = 4;
/** Waiting for a busy agent must promise an end this much earlier, unless durations are certain: the promise may be broken. */
const WAITING_GAIN = 0.05;

/**
 * Which ready tasks to start now, and where. In order of `ready` (highest rank first) each task takes the agent on which it is
 * predicted to end first. Where that agent is busy the task waits for it, and later tasks find that agent taken for so much longer;
 * where it is free it starts. Work that is left over keeps slower agents busy as soon as that is faster than queueing. Among equally
 * early ends a free agent goes first, then the faster one. Costs ready x agents at most, and stops when no agent is free.
 */
export function chooseStarts(agents: readonly AgentNow[], ready: readonly Waiting[]): Start[] {
  const availableIn = Float64Array.from(agents, timeUntilFree);
  const speeds = Float64Array.from(agents, ({ speed }) => speed);
  const free = agents.map(({ running }) => running === null);
  let left = free.filter(Boolean).length;
  const starts: Start[] = [];
  for (const { task, belief } of ready) {
    if (left === 0) break;
    const work = belief.mean * (1 + (belief.known ? CAUTION : CAUTION_UNKNOWN) * belief.cv);
    const { agent, starting } = pickAgent({ availableIn, speeds, free, work, leastGain: belief.cv > 0 ? WAITING_GAIN : SAME_END });
    if (starting) {
      starts.push({ task, agent });
      free[agent] = false;
      left -= 1;
    }
    availableIn[agent] = (availableIn[agent] as number) + belief.mean / (speeds[agent] as number);
  }
  return starts;
}

/** A busy agent is never free at once, even when what it does should have ended. */
function timeUntilFree({ speed, running }: AgentNow): number {
  if (running === null) return 0;
  const { mean, cvInRun } = running.belief;
  return Math.max(expectedRemaining({ mean: mean / speed, cv: cvInRun }, running.elapsed), Number.EPSILON);
}
