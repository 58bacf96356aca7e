// A task that kills whatever holds it must not take the fleet down, and a task that was only unlucky must not be blamed. What tells them
// apart: different holders died while they held it, nothing else was with it every time, and what else they held does well elsewhere,
// while the fleet's other holders live.

/** Deaths of different holders that are enough when other tasks of theirs are known to do well. */
export const POISON_DEATHS = 3;
/** Deaths that are enough when nothing else was ever held together with it. */
export const POISON_DEATHS_ALONE = 5;
/** From so many deaths on a task is kept apart from others of its kind: of two that die together, nobody could say which one it was. */
export const QUARANTINE_LOSSES = 2;

/** Whether a task that so many holders lost runs apart from others of its kind. */
export const needsQuarantine = ({ losses }: { losses: number }): boolean => losses >= QUARANTINE_LOSSES;

/** A process, or a pull agent, that died while it held the task. */
export interface HolderDeath {
  /** Id of the process or pull agent. */
  holder: string;
  /** Whom it called with the task. */
  agentId: string;
  /** What else it held when it died. */
  others: readonly { taskId: string; fate: 'completed' | 'failed' | 'open' }[];
}

export interface PoisonFacts {
  deaths: readonly HolderDeath[];
  /** Holders that died in the same time without holding it. */
  deathsWithout: number;
  /** Agents that may be what the holders died of (judge-deadly-agent.ts). */
  suspects: ReadonlySet<string>;
}

export interface PoisonVerdict {
  poison: boolean;
  /** For people. */
  reason: string;
}

const innocent = (reason: string): PoisonVerdict => ({ poison: false, reason });

/** Judges a task by the deaths of its holders. */
export function judgePoison({ deaths, deathsWithout, suspects }: PoisonFacts): PoisonVerdict {
  const holders = new Map<string, HolderDeath>();
  for (const death of deaths) holders.set(death.holder, death);
  const count = holders.size;
  if (count < POISON_DEATHS) return innocent(`${count} of its holders died: too few to tell`);
  if (deathsWithout >= count) return innocent(`${deathsWithout} others died without it: it is not the common factor`);
  const each = [...holders.values()];
  const companions = new Map<string, number>();
  for (const { others } of each)
    for (const { taskId, fate } of others) if (fate !== 'completed') companions.set(taskId, (companions.get(taskId) ?? 0) + 1);
  if ([...companions.values()].some((together) => together === count)) return innocent('another task was held every time too');
  const well = new Set(each.flatMap(({ others }) => others.filter(({ fate }) => fate === 'completed').map(({ taskId }) => taskId))).size;
  // Whoever was called with it died too, whatever the task: others of the agent's tasks show which of the two it is.
  const [agentId] = each.map((death) => death.agentId);
  const unclear = agentId !== undefined && suspects.has(agentId) && each.every((death) => death.agentId === agentId);
  if (unclear && count < POISON_DEATHS_ALONE) return innocent(`${count} of its holders died, and it may be the agent that they called`);
  if (well > 0) {
    return { poison: true, reason: `${count} different holders died with it, and ${well} of their other tasks did well elsewhere` };
  }
  if (count < POISON_DEATHS_ALONE) return innocent(`${count} of its holders died, and nothing else they held has done well yet`);
  return { poison: true, reason: `${count} different holders died with it, and no other task was with it every time` };
}
