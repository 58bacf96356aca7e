// What the fleet does not do for a while, on purpose. A restraint is a row with an end; when it is over, everything is as it was, for the
// stored status of agents was never touched.
//
//   stopped   the whole fleet: nothing is dispatched and what ran was taken back, until a person lifts it
//   paused    the whole fleet: nothing is dispatched, what runs goes on, until a person lifts it
//   isolated  an agent, or every agent of a pool: gets nothing new
//   degraded  an agent, or the fleet: works with a share of its slots; who has one only takes what nobody else can
//   shed      the fleet: tasks below a priority wait

export const RESTRAINT_KINDS = ['stopped', 'paused', 'isolated', 'degraded', 'shed'] as const;
export type RestraintKind = (typeof RESTRAINT_KINDS)[number];

/** `fleet`, `agent:<id>` or `pool:<name>`. */
export type RestraintSubject = 'fleet' | `agent:${string}` | `pool:${string}`;

export interface Restraint {
  id: string;
  kind: RestraintKind;
  subject: RestraintSubject;
  /** degraded: share of slots, 0..1. shed: the priority weight below which tasks wait. Null for the others. */
  amount: number | null;
  reason: string;
  by: string;
  beganAt: Date;
  /** Null: until somebody lifts it. */
  endsAt: Date | null;
}

/** What an agent needs to be for restraints to find it. */
interface Restrained {
  id: string;
  pool: string | null;
  status: string;
  maxConcurrentTasks: number;
  lastResort?: true;
}

const concerns = ({ subject }: Restraint, { id, pool }: Restrained): boolean =>
  subject === 'fleet' || subject === `agent:${id}` || (pool !== null && subject === `pool:${pool}`);

/** An agent as it may be used under the restraints in force: an isolated one counts as out of order, a degraded one has fewer slots. */
export function restrainAgent<T extends Restrained>(
  agent: T,
  restraints: readonly Restraint[],
): T | (Omit<T, 'status'> & { status: 'error' }) {
  let slots = agent.maxConcurrentTasks;
  let lastResort = false;
  for (const restraint of restraints) {
    if (!concerns(restraint, agent)) continue;
    if (restraint.kind === 'isolated' && agent.status === 'active') return { ...agent, status: 'error' };
    if (restraint.kind === 'degraded' && restraint.amount !== null) {
      const left = Math.floor(agent.maxConcurrentTasks * restraint.amount);
      slots = Math.min(slots, Math.max(1, left));
      lastResort ||= left < 1 && restraint.subject !== 'fleet';
    }
  }
  if (slots === agent.maxConcurrentTasks && !lastResort) return agent;
  return { ...agent, maxConcurrentTasks: slots, ...(lastResort && { lastResort }) };
}

/** The priority weight below which tasks wait; null when none do. */
export function shedBelow(restraints: readonly Restraint[]): number | null {
  const weights = restraints.flatMap(({ kind, amount }) => (kind === 'shed' && amount !== null ? [amount] : []));
  return weights.length === 0 ? null : Math.max(...weights);
}
