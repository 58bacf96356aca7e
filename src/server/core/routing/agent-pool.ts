/** The agents that work on one run right now; it grows as a batch is placed. At its limit only those in it may take more of the run. */
export class AgentPool {
  /** What a task of the run waits at while nobody in the pool can take it. */
  readonly gateKey: string;
  readonly #limit: number;
  readonly #agents: Set<string>;

  /** @param of.agents that hold live attempts of the run */
  constructor({ gateKey, limit, agents = [] }: { gateKey: string; limit: number; agents?: Iterable<string> }) {
    this.gateKey = gateKey;
    this.#limit = limit;
    this.#agents = new Set(agents);
  }

  /** Nobody new may join. */
  full(): boolean {
    return this.#agents.size >= this.#limit;
  }

  members(): Iterable<string> {
    return this.#agents;
  }

  add(agentId: string): void {
    this.#agents.add(agentId);
  }

  /** For people. */
  describe(): string {
    return `the run already has ${this.#agents.size === 1 ? 'its 1 agent' : `its ${this.#agents.size} agents`} at work (max_agents)`;
  }
}
