/** Runs one step after the other. One that fails keeps none of the others from being done; what it failed of is thrown in the end. */
export class Steps {
  readonly #faults: unknown[] = [];

  /** @param wanted false: there is nothing to do */
  async run<T>(wanted: boolean, otherwise: T, step: () => Promise<T>): Promise<T> {
    if (!wanted) return otherwise;
    try {
      return await step();
    } catch (error) {
      this.#faults.push(error);
      return otherwise;
    }
  }

  end(): void {
    if (this.#faults.length > 1) throw new AggregateError(this.#faults, 'several steps failed');
    if (this.#faults.length === 1) throw this.#faults[0];
  }
}
