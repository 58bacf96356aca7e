import type { LiveMessage } from '../core/live/live-message.ts';
import type { LiveTail, TailWatcher } from './live-tail.ts';

// One subscriber's place in one tail. It is always in one of three states:
//
//   in line     at the head; deltas are handed over and queue up until the client takes them
//   behind      reads on its own, one read per message the client takes, so that nothing queues up
//   overflowed  the client is too slow: the queue is dropped. With `reread` the strand falls behind at the last place the client has
//               seen and loses nothing; with `reset` it goes on from the head and the client is told to read anew.

export type OverflowPolicy = 'reset' | 'reread';

/** Deltas that may wait for a slow client. */
const QUEUE_LIMIT = 100;

/** The tail of one thing as a subscriber sees it, whatever its place type. */
export interface Strand {
  /** The next message, or null when there is nothing now. */
  take(): Promise<LiveMessage | null>;
  /** Behind the last message taken; JSON. */
  place(): unknown;
  close(): void;
}

export interface StrandOptions<Place, Delta> {
  tail: LiveTail<Place, Delta>;
  start: Place;
  overflow: OverflowPolicy;
  message(delta: Delta): LiveMessage;
  isSame(a: Place, b: Place): boolean;
  /** There may be something to take. */
  onWake(): void;
  onReset(): void;
}

/** Watches its tail from the moment it is made until `close`. */
export class LiveStrand<Place, Delta> implements Strand, TailWatcher<Place, Delta> {
  readonly #options: StrandOptions<Place, Delta>;
  #queue: { delta: Delta; place: Place }[] = [];
  /** Behind the last of the queue. */
  #position: Place;
  #taken: Place;
  #behind = true;
  #reading = false;

  constructor(options: StrandOptions<Place, Delta>) {
    this.#options = options;
    this.#position = options.start;
    this.#taken = options.start;
    options.tail.watchers.add(this);
  }

  advance(from: Place, delta: Delta, to: Place): void {
    if (this.#reading || this.#behind || !this.#options.isSame(from, this.#position)) {
      this.#behind = true;
    } else {
      this.#queue.push({ delta, place: to });
      this.#position = to;
      if (this.#queue.length > QUEUE_LIMIT) this.#overflow();
    }
    this.#options.onWake();
  }

  async take(): Promise<LiveMessage | null> {
    const next = this.#queue.shift();
    if (next !== undefined) {
      this.#taken = next.place;
      return this.#options.message(next.delta);
    }
    while (this.#behind) {
      const message = await this.#readOn();
      if (message !== null) return message;
    }
    return null;
  }

  place(): Place {
    return this.#taken;
  }

  close(): void {
    this.#options.tail.watchers.delete(this);
  }

  #overflow(): void {
    this.#queue = [];
    if (this.#options.overflow === 'reread') {
      this.#position = this.#taken;
      this.#behind = true;
    } else {
      this.#taken = this.#position;
      this.#options.onReset();
    }
  }

  async #readOn(): Promise<LiveMessage | null> {
    const { tail, message } = this.#options;
    this.#reading = true;
    this.#behind = false;
    try {
      const { delta, place, more } = await tail.read(this.#position);
      this.#position = place;
      this.#taken = place;
      // What the tail did meanwhile has set `behind` already.
      if (more || tail.meet(place)) this.#behind = true;
      return delta === null ? null : message(delta);
    } catch (error) {
      this.#behind = true;
      throw error;
    } finally {
      this.#reading = false;
    }
  }
}
