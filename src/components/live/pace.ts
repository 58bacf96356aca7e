/** Does what is asked for at once when it has been quiet, else an interval after it was done last; what is asked for meanwhile is one. */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private doneAt = Number.NEGATIVE_INFINITY;

  private readonly everyMs: number;
  private readonly act: () => void;

  /** @param everyMs least time between two */
  constructor(everyMs: number, act: () => void) {
    this.everyMs = everyMs;
    this.act = act;
  }

  ask(): void {
    if (this.timer !== null) return;
    const waitMs = this.doneAt + this.everyMs - performance.now();
    if (waitMs <= 0) this.go();
    else this.timer = setTimeout(() => this.go(), waitMs);
  }

  /** Nothing that was asked for is done any more. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private go(): void {
    this.timer = null;
    this.doneAt = performance.now();
    this.act();
  }
}
