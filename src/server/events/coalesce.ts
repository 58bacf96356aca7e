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
/** Work that takes longer than the interval still leaves this part of it to others before it begins again. */
const LEAST_REST = 4;

/** Folds any number of pokes into runs of `work` that never overlap; a poke during a run causes one more. */
export function createCoalesced(options: CoalesceOptions): Coalesced {
  let timer: NodeJS.Timeout | null = null;
  let running = false;
  let dirty = false;
  let stopped = false;
  let lastStart = Number.NEGATIVE_INFINITY;

  const schedule = (delayMs: number) => {
    if (timer !== null || running || stopped) return;
    timer = setTimeout(() => void run(), delayMs);
  };

  const untilNext = () => Math.max(0, lastStart + options.intervalMs - performance.now());

  const run = async (): Promise<void> => {
    timer = null;
    running = true;
    dirty = false;
    lastStart = performance.now();
    let failed = false;
    try {
      await options.work();
    } catch (error) {
      dirty = true;
      failed = true;
      options.onError(error as Error);
    }
    running = false;
    if (dirty) schedule(failed ? RETRY_MS : Math.max(options.intervalMs / LEAST_REST, untilNext()));
  };

  return {
    poke() {
      dirty = true;
      schedule(untilNext());
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
