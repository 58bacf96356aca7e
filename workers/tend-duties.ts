import { type DutyBook, dueDuties, noteAnswers } from '../src/server/core/duty/due-duties.ts';
import type { Logger } from '../src/server/logger.ts';
import { DUTIES, type DutyName } from '../src/server/queue/jobs.ts';
import type { ClaimedDuties } from '../src/server/use-cases/claim-duties.ts';

// The duties of the fleet as one process does its share of them. A round: ask the database for what may be due -> run the sweep, if it is
// ours -> begin what else is ours. The round ends with the sweep: nobody waits for the others, and none is begun twice at once here. They
// follow one another, so that they share a connection, but one that takes long no longer holds up the next.

/** A duty that takes longer than this runs beside the others. Milliseconds. */
const PATIENCE_MS = 500;

/** What a process does for each duty. Those it leaves out are left to other processes. */
export type DutyWorks = Partial<Record<DutyName, () => Promise<unknown>>>;

export interface Duties {
  /** One look at what is due; resolves when the sweep is over. Whoever asks meanwhile gets the same round. Never rejects. */
  round(): Promise<void>;
  /** No further round; resolves when nothing is under way. */
  close(): Promise<void>;
}

export interface DutyParts {
  works: DutyWorks;
  /** Asks the fleet for duties, by their periods. */
  claim(everyMs: Partial<Record<DutyName, number>>): Promise<ClaimedDuties<DutyName>>;
  log: Pick<Logger, 'warn'>;
}

export function createDuties(parts: DutyParts): Duties {
  return new FleetDuties(parts);
}

/** Resolves with the work, or when it takes too long. */
async function awaitPatiently(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

class FleetDuties implements Duties {
  readonly #parts: DutyParts;
  readonly #running = new Map<DutyName, Promise<void>>();
  #book: DutyBook<DutyName>;
  #round: Promise<void> | null = null;
  /** The last one that was begun, as far as the next one waits for it. */
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: DutyParts) {
    this.#parts = parts;
    const names = Object.keys(parts.works) as DutyName[];
    const everyMs = Object.fromEntries(names.map((name) => [name, DUTIES[name].everyMs])) as Record<DutyName, number>;
    this.#book = { everyMs, askFrom: new Map() };
  }

  round(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#round ??= this.#tend()
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'duties could not be claimed; they are asked for again'))
      .then(() => {
        this.#round = null;
      });
    return this.#round;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#round;
    await Promise.all(this.#running.values());
  }

  async #tend(): Promise<void> {
    const due = dueDuties(this.#book, performance.now(), new Set(this.#running.keys()));
    if (due.length === 0) return;
    const { answers, toRun } = await this.#parts.claim(Object.fromEntries(due.map((name) => [name, DUTIES[name].everyMs])));
    this.#book = noteAnswers(this.#book, performance.now(), answers);
    const sweep = toRun.includes('sweep') ? this.#begin('sweep', Promise.resolve()) : null;
    await sweep;
    for (const name of toRun) {
      if (name === 'sweep') continue;
      const before = this.#last;
      const work = this.#begin(name, before);
      this.#last = before.then(() => awaitPatiently(work));
    }
  }

  /** Runs a duty when its turn comes. One that fails is reported and comes again with its next period. */
  #begin(name: DutyName, turn: Promise<void>): Promise<void> {
    const work = turn
      .then(async () => {
        if (!this.#closed) await this.#parts.works[name]?.();
      })
      .catch((error: unknown) => this.#parts.log.warn({ err: error, duty: name }, 'a duty failed; it comes again'))
      .then(() => {
        this.#running.delete(name);
      });
    this.#running.set(name, work);
    return work;
  }
}
