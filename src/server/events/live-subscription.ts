import type { AgentPatch } from '../core/agent/agent-view.ts';
import type { BreakerSummary } from '../core/breaker/breaker-summary.ts';
import type { LiveMessage, LiveTopicName } from '../core/live/live-message.ts';
import type { RunSummary } from '../core/run/run-view.ts';
import type { Strand } from './live-strand.ts';

/** Patches of different runs or agents that may wait for a slow client; beyond it the client reads the list again. */
const PATCH_LIMIT = 2_000;

/** Where a stream goes on after a break, by topic; JSON. */
export type LivePlaces = Partial<Record<LiveTopicName, unknown>>;

export interface LiveEnvelope {
  message: LiveMessage;
  /** Behind this message. */
  places: LivePlaces;
}

/**
 * Everything that waits for one client. Patches of the same run or agent replace one another, strands bound themselves, so a client
 * that reads slowly costs a bounded amount of memory, and one that stops reading costs no reads at all.
 */
export class LiveSubscription {
  readonly strands = new Map<LiveTopicName, Strand>();
  #runs = new Map<string, RunSummary>();
  #agents = new Map<string, AgentPatch>();
  #removed = new Set<string>();
  #breakers = new Map<string, BreakerSummary>();
  #resets = new Set<LiveTopicName>();
  #wake: () => void = () => {};
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** Makes a client that waits look again. */
  wake(): void {
    this.#wake();
  }

  reset(topic: LiveTopicName): void {
    this.#resets.add(topic);
    this.#wake();
  }

  addRuns(runs: RunSummary[]): void {
    for (const run of runs) this.#runs.set(run.id, run);
    if (this.#runs.size > PATCH_LIMIT) {
      this.#runs.clear();
      this.#resets.add('runs');
    }
    this.#wake();
  }

  addAgents(agents: AgentPatch[], removed: string[]): void {
    for (const agent of agents) {
      this.#agents.set(agent.id, agent);
      this.#removed.delete(agent.id);
    }
    for (const id of removed) {
      this.#agents.delete(id);
      this.#removed.add(id);
    }
    if (this.#agents.size + this.#removed.size > PATCH_LIMIT) {
      this.#agents.clear();
      this.#removed.clear();
      this.#resets.add('agents');
    }
    this.#wake();
  }

  addBreakers(breakers: BreakerSummary[]): void {
    for (const breaker of breakers) this.#breakers.set(breaker.resourceId, breaker);
    if (this.#breakers.size > PATCH_LIMIT) {
      this.#breakers.clear();
      this.#resets.add('breakers');
    }
    this.#wake();
  }

  /** Messages until `signal` fires. What waits at the same time is taken in turn, so no topic starves another. */
  async *stream(signal: AbortSignal): AsyncGenerator<LiveEnvelope> {
    const onAbort = () => this.#wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        // Registered before looking, so that nothing that comes while it looks is slept through.
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        let idle = true;
        for (const message of this.#takePatches()) {
          idle = false;
          yield this.#envelope(message);
        }
        for (const strand of this.strands.values()) {
          const message = await strand.take();
          if (message === null) continue;
          idle = false;
          yield this.#envelope(message);
        }
        if (idle && !signal.aborted) await woken;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.close();
    }
  }

  close(): void {
    for (const strand of this.strands.values()) strand.close();
    this.strands.clear();
    this.#onClose();
  }

  #takePatches(): LiveMessage[] {
    const messages: LiveMessage[] = [];
    if (this.#resets.size > 0) messages.push({ kind: 'reset', topics: [...this.#resets] });
    if (this.#runs.size > 0) messages.push({ kind: 'runs', runs: [...this.#runs.values()] });
    if (this.#agents.size + this.#removed.size > 0) {
      messages.push({ kind: 'agents', agents: [...this.#agents.values()], removed: [...this.#removed] });
    }
    if (this.#breakers.size > 0) messages.push({ kind: 'breakers', breakers: [...this.#breakers.values()] });
    this.#resets.clear();
    this.#breakers.clear();
    this.#runs.clear();
    this.#agents.clear();
    this.#removed.clear();
    return messages;
  }

  #envelope(message: LiveMessage): LiveEnvelope {
    return { message, places: Object.fromEntries([...this.strands].map(([topic, strand]) => [topic, strand.place()])) };
  }
}
