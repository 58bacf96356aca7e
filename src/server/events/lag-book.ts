import { bucketOf, FAMILIES, type HistogramSample } from '../core/metrics/exposition.ts';

/** How old events were when this process handed them to viewers, or when a browser showed them. */
export class LagBook {
  readonly #edges: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(family: 'orchestration_events_lag_seconds' | 'orchestration_ui_event_to_paint_seconds') {
    this.#edges = FAMILIES[family].edges;
    this.#counts = new Array(this.#edges.length + 1).fill(0);
  }

  /** Clocks of two machines may differ: an event from the future is as good as new. */
  note(ageMs: number): void {
    const seconds = Math.max(0, ageMs) / 1_000;
    const bucket = bucketOf(this.#edges, seconds);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  get sample(): HistogramSample {
    return { labels: [], counts: [...this.#counts], sum: this.#sum };
  }
}
