// What a tail has read of late, so that whoever is behind by a little asks memory and not the tables.

/** Rows that are kept; some ten seconds of a run that makes two hundred events a second. */
const RING_ROWS = 2_000;

/** How what is read of one kind of thing is cut and joined. */
export interface DeltaRules<Place, Delta> {
  isBefore(a: Place, b: Place): boolean;
  /** Rows in it. */
  size(delta: Delta): number;
  /** The part behind a place that lies inside it. */
  behind(delta: Delta, place: Place): Delta;
  /** Several that follow one another, as if they had been read at once. */
  join(deltas: readonly Delta[]): Delta;
}

/** One read: everything behind `from`, up to `to`. */
export interface DeltaStep<Place, Delta> {
  from: Place;
  delta: Delta;
  to: Place;
}

/** Reads that follow one another without gaps; the oldest go when there are more rows than are kept. */
export class DeltaRing<Place, Delta> {
  readonly #rules: DeltaRules<Place, Delta>;
  #steps: DeltaStep<Place, Delta>[] = [];
  #rows = 0;

  constructor(rules: DeltaRules<Place, Delta>) {
    this.#rules = rules;
  }

  /** Takes the read that begins where the last one ended. */
  add(step: DeltaStep<Place, Delta>): void {
    this.#steps.push(step);
    this.#rows += this.#rules.size(step.delta);
    while (this.#rows > RING_ROWS && this.#steps.length > 1) {
      const gone = this.#steps.shift();
      if (gone) this.#rows -= this.#rules.size(gone.delta);
    }
  }

  /** Everything behind a place, up to the last read; null where the ring does not reach back to it, or has nothing behind it. */
  behind(place: Place): Delta | null {
    const { isBefore, behind, join } = this.#rules;
    const reachesBack = this.#steps[0] !== undefined && !isBefore(place, this.#steps[0].from);
    const [oldest, ...rest] = reachesBack ? this.#steps.filter(({ to }) => isBefore(place, to)) : [];
    if (oldest === undefined) return null;
    const first = isBefore(oldest.from, place) ? behind(oldest.delta, place) : oldest.delta;
    return rest.length === 0 ? first : join([first, ...rest.map(({ delta }) => delta)]);
  }
}
