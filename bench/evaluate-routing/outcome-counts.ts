import type { Experience } from './world.ts';

/** Outcomes of one kind, counted. */
export class Count {
  successes = 0;
  failures = 0;

  get trials(): number {
    return this.successes + this.failures;
  }

  /** The success rate, leaning on `prior` as if that had been seen `weight` times. */
  rate(prior: number, weight: number): number {
    return (this.successes + prior * weight) / (this.trials + weight);
  }
}

/** Outcomes by agent, by type, by both, and of the fleet. */
export class OutcomeCounts {
  readonly fleet = new Count();
  readonly #agents = new Map<number, Count>();
  readonly #types = new Map<string, Count>();
  readonly #pairs = new Map<string, Map<number, Count>>();

  static of(history: readonly Experience[]): OutcomeCounts {
    const counts = new OutcomeCounts();
    for (const { agent, type, success } of history) counts.add(agent, type, success);
    return counts;
  }

  add(agent: number, type: string, success: boolean): void {
    for (const count of [this.fleet, this.agent(agent), this.type(type), this.pair(agent, type)]) {
      if (success) count.successes += 1;
      else count.failures += 1;
    }
  }

  agent(agent: number): Count {
    return at(this.#agents, agent);
  }

  type(type: string): Count {
    return at(this.#types, type);
  }

  pair(agent: number, type: string): Count {
    let byAgent = this.#pairs.get(type);
    if (byAgent === undefined) {
      byAgent = new Map();
      this.#pairs.set(type, byAgent);
    }
    return at(byAgent, agent);
  }
}

function at<K>(counts: Map<K, Count>, key: K): Count {
  let count = counts.get(key);
  if (count === undefined) {
    count = new Count();
    counts.set(key, count);
  }
  return count;
}
