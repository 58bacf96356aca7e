import { bucketOf, FAMILIES, type HistogramSample } from '../core/metrics/exposition.ts';

const { edges } = FAMILIES.orchestration_events_lag_seconds;

/** How old events were when this process handed them to viewers. */
export class LagBook {
  readonly #counts: number[] = new Array(edges.length + 1).fill(0);
  #sum = 0;

  /** Clocks of two machines may differ: an event from the future is as good as new. */
  note(ageMs: number): void {
    const seconds = Math.max(0, ageMs) / 1_000;
    const bucket = bucketOf(edges, seconds);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  get sample(): HistogramSample {
    return { labels: [], counts: [...this.#counts], sum: this.#sum };
  }
}
