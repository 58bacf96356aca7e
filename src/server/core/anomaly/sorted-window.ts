/** The last `size` numbers, kept in order of value too. Adding costs one binary search and one move. */
export class SortedWindow {
  readonly #size: number;
  readonly #arrived: number[] = [];
  readonly #sorted: number[] = [];
  /** Where the oldest is in the ring. */
  #oldest = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get length(): number {
    return this.#sorted.length;
  }

  /** Ascending; not to be written. */
  get sorted(): readonly number[] {
    return this.#sorted;
  }

  add(value: number): void {
    if (this.#arrived.length < this.#size) {
      this.#arrived.push(value);
    } else {
      this.#sorted.splice(firstNotBelow(this.#sorted, this.#arrived[this.#oldest] as number), 1);
      this.#arrived[this.#oldest] = value;
      this.#oldest = (this.#oldest + 1) % this.#size;
    }
    this.#sorted.splice(firstNotBelow(this.#sorted, value), 0, value);
  }

  /** @param share 0..1 @returns 0 while it is empty */
  quantile(share: number): number {
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(share * this.#sorted.length))] ?? 0;
  }
}

/** @returns the position of the first that is not below the value */
export function firstNotBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
