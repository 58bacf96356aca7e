/** A task whose outcome with every agent is known, by position of the agent. */
export interface Task {
  type: string;
  /** How well each agent's capabilities cover what the task requires, 0..1. */
  fits: Float64Array;
  /** 0 or 1 */
  outcomes: Uint8Array;
}

/** An outcome of the past. */
export interface Experience {
  type: string;
  agent: number;
  fit: number;
  success: boolean;
}

/** What is replayed. */
export interface World {
  agents: string[];
  tasks: Task[];
  history: Experience[];
}

/** Whether capabilities only inform (all agents are candidates), or rule out. */
export type CapabilityUse = 'prior' | 'filter';

/** Positions of the agents that may take a task. When filtering leaves nobody, everybody may. */
export function candidatesOf({ fits }: Task, use: CapabilityUse): number[] {
  const everybody = Array.from(fits.keys());
  if (use === 'prior') return everybody;
  const capable = everybody.filter((at) => fits[at] === 1);
  return capable.length > 0 ? capable : everybody;
}

/** Success of each agent at each type, over all tasks. */
export function successByType({ agents, tasks }: World): Map<string, Float64Array> {
  const sums = new Map<string, { successes: Float64Array; count: number }>();
  for (const { type, outcomes } of tasks) {
    const sum = sums.get(type) ?? { successes: new Float64Array(agents.length), count: 0 };
    for (let at = 0; at < agents.length; at += 1) sum.successes[at] = (sum.successes[at] as number) + (outcomes[at] as number);
    sum.count += 1;
    sums.set(type, sum);
  }
  return new Map([...sums].map(([type, { successes, count }]) => [type, successes.map((value) => value / count)]));
}
