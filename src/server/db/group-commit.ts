import type { Logger } from '../logger.ts';

// Many small writes, one transaction: whatever gathers while a write is on its way goes out together with the next. There is no
// timer, so a lone write leaves at once and a crowd shares one commit.

/** Rows of one statement at most; more gains nothing (measured 128 to 1,000: no difference). */
const MAX_BATCH = 500;
/** How long to wait before a write that failed as a whole is tried again; doubles up to the cap. */
const RETRY_MS = { first: 50, cap: 2_000 };

/** SQLSTATE classes that say "not now" (connection, resources, shutdown, serialisation), never "this row is wrong". */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);

/** Five letters and digits, of which at least one is a digit: "EPIPE" comes from the socket. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Whether a failed statement may succeed later unchanged. Errors without SQLSTATE come from the connection, or are faults of ours. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return true;
  return TRANSIENT_CLASSES.has(code.slice(0, 2));
}

export interface GroupCommit<Item, Result> {
  /** Resolves after the commit that holds the item; rejects when the item itself cannot be stored, or after `stop`. */
  add(item: Item): Promise<Result>;
  /** Waits until everything added so far is written. */
  drain(): Promise<void>;
  /** Gives up on what cannot be written: pending items reject. */
  stop(reason: Error): void;
}

interface Entry<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * @param write stores a batch in one transaction and answers one result per item, in order. `again` is true when the same batch failed
 *   before in a way that leaves open whether it was committed: what is stored already must then be answered as stored
 */
export function createGroupCommit<Item, Result>(options: {
  name: string;
  log: Logger;
  write(items: Item[], again: boolean): Promise<Result[]>;
}): GroupCommit<Item, Result> {
  let queue: Entry<Item, Result>[] = [];
  let running: Promise<void> | null = null;
  let stopped: Error | null = null;

  const writeOnce = async (batch: Entry<Item, Result>[], again: boolean): Promise<void> => {
    const results = await options.write(
      batch.map((entry) => entry.item),
      again,
    );
    batch.forEach((entry, index) => {
      entry.resolve(results[index] as Result);
    });
  };

  /** A row that cannot be stored must not take its neighbours along: halve until it stands alone. */
  const writeBatch = async (batch: Entry<Item, Result>[], doubtful = false): Promise<void> => {
    let again = doubtful;
    for (let wait = RETRY_MS.first; ; wait = Math.min(wait * 2, RETRY_MS.cap)) {
      if (stopped) {
        for (const entry of batch) entry.reject(stopped);
        return;
      }
      try {
        await writeOnce(batch, again);
        return;
      } catch (error) {
        if (!isTransient(error)) {
          if (batch.length === 1) {
            batch[0]?.reject(error);
            return;
          }
          const middle = Math.ceil(batch.length / 2);
          await writeBatch(batch.slice(0, middle), again);
          await writeBatch(batch.slice(middle), again);
          return;
        }
        again = true;
        options.log.warn({ err: error, batch: options.name, rows: batch.length, wait }, 'write failed, trying again');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };

  const run = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const batch = queue.slice(0, MAX_BATCH);
      queue = queue.slice(MAX_BATCH);
      await writeBatch(batch);
    }
    running = null;
  };

  return {
    add(item) {
      if (stopped) return Promise.reject(stopped);
      return new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        running ??= run();
      });
    },
    async drain() {
      while (running) await running;
    },
    stop(reason) {
      stopped = reason;
      for (const entry of queue) entry.reject(reason);
      queue = [];
    },
  };
}
