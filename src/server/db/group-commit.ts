import type { Logger } from '../logger.ts';

// Many small writes, one transaction: whatever gathers while a write is on its way goes out together with the next. A lone write leaves
// at once and a crowd shares one commit; only writes for which nobody waits may linger for company.

/** Rows of one statement at most; more gains nothing (measured 128 to 1,000: no difference). An item with more goes alone. */
const MAX_ROWS = 500;
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
  /** Ends a batch's lingering: somebody waits now. */
  hurry(): void;
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

export interface GroupCommitOptions<Item, Result> {
  /** For the log. */
  name: string;
  log: Logger;
  /**
   * Stores a batch in one transaction and answers one result per item, in order. `again` is true when the same batch failed before in a
   * way that leaves open whether it was committed: what is stored already must then be answered as stored.
   */
  write(items: Item[], again: boolean): Promise<Result[]>;
  /** Rows that an item takes; 1 when absent. */
  rowsOf?(item: Item): number;
  /** How long the first of a batch waits for others, in ms; 0 or absent: only until the end of this turn of the event loop. */
  lingerMs?: number;
}

export function createGroupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  return new WriteQueue(options);
}

class WriteQueue<Item, Result> implements GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>;
  #queue: Entry<Item, Result>[] = [];
  #running: Promise<void> | null = null;
  #stopped: Error | null = null;
  /** Somebody waits for what is queued. */
  #hurried = false;
  #endLinger: () => void = () => {};

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  hurry(): void {
    if (this.#running) this.#hurried = true;
    this.#endLinger();
  }

  async drain(): Promise<void> {
    this.hurry();
    while (this.#running) await this.#running;
  }

  stop(reason: Error): void {
    this.#stopped = reason;
    for (const entry of this.#queue) entry.reject(reason);
    this.#queue = [];
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#linger();
    while (this.#queue.length > 0) {
      const length = this.#nextBatch();
      const batch = this.#queue.slice(0, length);
      this.#queue = this.#queue.slice(length);
      await this.#write(batch, false);
    }
    this.#running = null;
    this.#hurried = false;
  }

  /** How many of the queue go together; at least one. */
  #nextBatch(): number {
    const { rowsOf } = this.#options;
    if (rowsOf === undefined) return MAX_ROWS;
    let rows = 0;
    const over = this.#queue.findIndex(({ item }, at) => {
      rows += rowsOf(item);
      return rows > MAX_ROWS && at > 0;
    });
    return over === -1 ? this.#queue.length : over;
  }

  async #linger(): Promise<void> {
    const { lingerMs = 0 } = this.#options;
    if (lingerMs === 0 || this.#hurried) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lingerMs);
      this.#endLinger = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #write(batch: Entry<Item, Result>[], doubtful: boolean): Promise<void> {
    let again = doubtful;
    for (let wait = RETRY_MS.first; ; wait = Math.min(wait * 2, RETRY_MS.cap)) {
      if (this.#stopped) return reject(batch, this.#stopped);
      try {
        const items = batch.map((entry) => entry.item);
        const results = await this.#options.write(items, again);
        for (const [index, entry] of batch.entries()) entry.resolve(results[index] as Result);
        return;
      } catch (error) {
        if (!isTransient(error)) return this.#isolate(batch, error, again);
        again = true;
        this.#options.log.warn({ err: error, batch: this.#options.name, rows: batch.length, wait }, 'write failed, trying again');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** A row that cannot be stored must not take its neighbours along: halve until it stands alone. */
  async #isolate(batch: Entry<Item, Result>[], error: unknown, again: boolean): Promise<void> {
    if (batch.length === 1) return reject(batch, error);
    const middle = Math.ceil(batch.length / 2);
    await this.#write(batch.slice(0, middle), again);
    await this.#write(batch.slice(middle), again);
  }
}

function reject(batch: { reject(error: unknown): void }[], reason: unknown): void {
  for (const entry of batch) entry.reject(reason);
}
