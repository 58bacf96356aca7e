import { type Coalesced, createCoalesced } from './coalesce.ts';

// The tail of one ordered thing (the events of a run, the log of a task), shared by everybody who watches it in this process.
//
// `head` is how far the tail has read. A watcher at the head is in line: what the tail reads next is handed to it, one read for all.
// A watcher elsewhere is behind: it reads from its place until it meets the head. The tail never waits for a watcher. Who is behind at the
// same place at the same time shares one read: fifty that begin together cost no more than one.

/** Read at once; more follows in the next read. */
export const TAIL_READ_LIMIT = 500;

export interface TailRead<Place, Delta> {
  /** Null when there is nothing after the place. */
  delta: Delta | null;
  /** Behind what was read. */
  place: Place;
  more: boolean;
}

export interface TailWatcher<Place, Delta> {
  /** The tail went from one place to the next. */
  advance(from: Place, delta: Delta, to: Place): void;
  /** Something changed and nobody at this place has read it yet. */
  fallBehind(): void;
}

export interface LiveTail<Place, Delta> {
  readonly watchers: Set<TailWatcher<Place, Delta>>;
  read(after: Place): Promise<TailRead<Place, Delta>>;
  /** A watcher has read everything up to here. @returns whether it must read on, because the tail is further. */
  meet(place: Place): boolean;
  /** Something changed. */
  poke(): void;
  stop(): void;
}

export interface TailOptions<Place, Delta> {
  intervalMs: number;
  read(after: Place, limit: number): Promise<TailRead<Place, Delta>>;
  isBefore(a: Place, b: Place): boolean;
  onError(error: Error): void;
}

export function createTail<Place, Delta>(options: TailOptions<Place, Delta>): LiveTail<Place, Delta> {
  const watchers = new Set<TailWatcher<Place, Delta>>();
  /** Reads under way, by place. Only those that began after the last change: an older one may not have seen it. */
  const underWay = new Map<string, Promise<TailRead<Place, Delta>>>();
  let head: Place | null = null;

  const share = (after: Place): Promise<TailRead<Place, Delta>> => {
    const key = JSON.stringify(after);
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const begun = options.read(after, TAIL_READ_LIMIT).finally(() => {
      if (underWay.get(key) === begun) underWay.delete(key);
    });
    underWay.set(key, begun);
    return begun;
  };

  const readOn = async (): Promise<void> => {
    if (head === null) {
      for (const watcher of watchers) watcher.fallBehind();
      return;
    }
    const from = head;
    const { delta, place, more } = await options.read(from, TAIL_READ_LIMIT);
    head = place;
    if (delta !== null) for (const watcher of watchers) watcher.advance(from, delta, place);
    if (more) coalesced.poke();
  };
  const coalesced: Coalesced = createCoalesced({ intervalMs: options.intervalMs, work: readOn, onError: options.onError });

  return {
    watchers,
    read: share,
    meet(place) {
      head ??= place;
      return options.isBefore(place, head);
    },
    poke() {
      underWay.clear();
      coalesced.poke();
    },
    stop: () => coalesced.stop(),
  };
}
