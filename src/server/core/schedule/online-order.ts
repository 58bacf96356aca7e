import type { Graph } from '../workflow/graph.ts';
import { chooseStarts, type Start } from './choose-starts.ts';
import { type Belief, DurationBeliefs, type Prior } from './duration-beliefs.ts';
import { upwardRanks } from './upward-rank.ts';

export interface OnlineInput {
  graph: Graph;
  /** Its topological order. */
  order: readonly number[];
  /** The kind of each task; kinds are numbered. */
  kinds: readonly number[];
  /** By kind. */
  priors: readonly Prior[];
}

/** A task under way: what it is, and for how long. */
export interface Underway {
  task: number;
  elapsed: number;
}

/**
 * The order of one run, decided while it goes on: tell it what ended, ask it what to start. Ranks follow what is believed of the
 * durations, and that follows what the run's own tasks took. It knows no true duration before its task has ended.
 */
export class OnlineOrder {
  private readonly input: OnlineInput;
  private readonly beliefs: DurationBeliefs;
  /** Null after something was learned. */
  private view: { beliefs: Belief[]; ranks: Float64Array } | null = null;

  constructor(input: OnlineInput) {
    this.input = input;
    this.beliefs = new DurationBeliefs(input.priors);
  }

  /** A task ended; `work` is its duration times the speed of its agent. */
  observe(task: number, work: number): void {
    this.beliefs.observe(this.input.kinds[task] as number, work);
    this.view = null;
  }

  beliefOf(task: number): Belief {
    return this.look().beliefs[this.input.kinds[task] as number] as Belief;
  }

  /** What to start now, see chooseStarts. `running` is null where an agent is free; `ready` in any order. */
  choose(speeds: readonly number[], running: readonly (Underway | null)[], ready: readonly number[]): Start[] {
    const { ranks } = this.look();
    const agents = speeds.map((speed, agent) => {
      const underway = running[agent] ?? null;
      return { speed, running: underway === null ? null : { belief: this.beliefOf(underway.task), elapsed: underway.elapsed } };
    });
    const inOrder = [...ready].sort((left, right) => (ranks[right] as number) - (ranks[left] as number) || left - right);
    return chooseStarts(
      agents,
      inOrder.map((task) => ({ task, belief: this.beliefOf(task) })),
    );
  }

  private look(): { beliefs: Belief[]; ranks: Float64Array } {
    if (this.view === null) {
      const beliefs = this.beliefs.current();
      const durations = this.input.kinds.map((kind) => (beliefs[kind] as Belief).mean);
      this.view = { beliefs, ranks: upwardRanks({ ...this.input, durations }) };
    }
    return this.view;
  }
}
