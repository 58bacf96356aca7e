// Faults that an admin puts into an agent to see the fleet heal. Real ones: the call is slow, fails, hangs, answers garbage or is killed;
// everything behind it does what it always does. An injection acts from its start until it is over by time or by hand.

export const CHAOS_FAULTS = ['slow', 'failing', 'hung', 'garbage', 'killed'] as const;
/**
 * `slow`: every answer comes SLOW_MS later; `failing`: every call fails; `hung`: calls begin and never answer; `garbage`: the answer is no
 * JSON; `killed`: the call is aborted half-way, as if the agent had died.
 */
export type ChaosFault = (typeof CHAOS_FAULTS)[number];

export const SLOW_MS = 10_000;
/** Seconds that an injection may last. */
export const CHAOS_SECONDS = { least: 5, most: 600, usual: 60 } as const;

/** Only agents that nobody relies on are broken on purpose: simulated ones, and those whose metadata say `demo: true`. */
export function mayBeBroken(agent: { kind: string; metadata: unknown }): boolean {
  if (agent.kind === 'simulated') return true;
  const { metadata } = agent;
  return typeof metadata === 'object' && metadata !== null && 'demo' in metadata && metadata.demo === true;
}

/** An injection as everybody sees it. */
export interface InjectionView {
  id: string;
  agentId: string;
  agentName: string;
  fault: ChaosFault;
  reason: string;
  startedBy: string;
  startedByName: string;
  startedAt: Date;
  endsAt: Date;
  /** Null while it acts, and when its time ran out by itself. */
  endedBy: string | null;
  endedByName: string | null;
  /** When somebody ended it before its time. */
  endedAt: Date | null;
}

/** Whether an injection acts at a moment; epoch ms. */
export function isActing(injection: Pick<InjectionView, 'endsAt' | 'endedAt'>, now: number): boolean {
  return injection.endedAt === null && injection.endsAt.getTime() > now;
}
