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

export function createStrand<Place, Delta>(options: StrandOptions<Place, Delta>): Strand {
  const { tail } = options;
  let queue: { delta: Delta; place: Place }[] = [];
  let position = options.start;
  let taken = options.start;
  let behind = true;
  let reading = false;

  const overflow = (): void => {
    queue = [];
    if (options.overflow === 'reread') {
      position = taken;
      behind = true;
    } else {
      taken = position;
      options.onReset();
    }
  };

  const watcher: TailWatcher<Place, Delta> = {
    advance(from, delta, to) {
      if (reading || behind || !options.isSame(from, position)) {
        behind = true;
      } else {
        queue.push({ delta, place: to });
        position = to;
        if (queue.length > QUEUE_LIMIT) overflow();
      }
      options.onWake();
    },
    fallBehind() {
      behind = true;
      options.onWake();
    },
  };
  tail.watchers.add(watcher);

  const readOn = async (): Promise<LiveMessage | null> => {
    reading = true;
    behind = false;
    try {
      const { delta, place, more } = await tail.read(position);
      position = place;
      taken = place;
      // What the tail did meanwhile has set `behind` again.
      if (more || tail.meet(place)) behind = true;
      return delta === null ? null : options.message(delta);
    } catch (error) {
      behind = true;
      throw error;
    } finally {
      reading = false;
    }
  };

  return {
    async take() {
      const next = queue.shift();
      if (next !== undefined) {
        taken = next.place;
        return options.message(next.delta);
      }
      while (behind) {
        const message = await readOn();
        if (message !== null) return message;
      }
      return null;
    },
    place: () => taken,
    close: () => tail.watchers.delete(watcher),
  };
}
