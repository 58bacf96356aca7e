export interface Coalesced {
  /** Asks for one more run of the work: at once when it has been quiet, else when the interval has passed. */
  poke(): void;
  stop(): void;
}

export interface CoalesceOptions {
  /** Least time between the starts of two runs. */
  intervalMs: number;
  work(): Promise<void>;
  onError(error: Error): void;
}

/** After an error the work is tried again after this. */
const RETRY_MS = 1_000;

/** Folds any number of pokes into runs of `work` that never overlap; a poke during a run causes one more. */
export function createCoalesced(options: CoalesceOptions): Coalesced {
  let timer: NodeJS.Timeout | null = null;
  let running = false;
  let dirty = false;
  let stopped = false;
  let lastStart = 0;

  const schedule = (delayMs: number) => {
    if (timer !== null || running || stopped) return;
    timer = setTimeout(() => void run(), delayMs);
  };

  const run = async (): Promise<void> => {
    timer = null;
    running = true;
    dirty = false;
    lastStart = performance.now();
    let delayMs = options.intervalMs;
    try {
      await options.work();
    } catch (error) {
      dirty = true;
      delayMs = RETRY_MS;
      options.onError(error as Error);
    }
    running = false;
    if (dirty) schedule(delayMs);
  };

  return {
    poke() {
      dirty = true;
      schedule(Math.max(0, lastStart + options.intervalMs - performance.now()));
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
