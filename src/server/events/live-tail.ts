import { type Coalesced, createCoalesced } from './coalesce.ts';
import { DeltaRing, type DeltaRules } from './delta-ring.ts';

// The tail of one ordered thing (the events of a run, the log of a task), shared by everybody who watches it in this process.
//
// `head` is how far the tail has read, `ring` what it read of late. A watcher at the head is in line: what the tail reads next is handed to
// it, one read for all. A watcher elsewhere is behind: it reads from its place until it meets the head. The tail never waits for a watcher.
// Who is behind by a little is answered from the ring. Who is further behind reads the tables, and everybody who asks for the same place
// meanwhile shares that read: it need not be fresh, for what comes behind the head is told by the tail, which reads after every change.

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
  rules: DeltaRules<Place, Delta>;
  read(after: Place, limit: number): Promise<TailRead<Place, Delta>>;
  onError(error: Error): void;
}

export function createTail<Place, Delta>({ intervalMs, rules, read, onError }: TailOptions<Place, Delta>): LiveTail<Place, Delta> {
  const watchers = new Set<TailWatcher<Place, Delta>>();
  /** Reads of watchers under way, by place. */
  const underWay = new Map<string, Promise<TailRead<Place, Delta>>>();
  const ring = new DeltaRing(rules);
  let head: Place | null = null;

  /** Where rows that were there when the read began are gone (a run was removed), it leads to where they ended. */
  const readOnce = async (after: Place, known: Place | null): Promise<TailRead<Place, Delta>> => {
    const found = await read(after, TAIL_READ_LIMIT);
    return found.delta === null && known !== null && rules.isBefore(after, known) ? { ...found, place: known } : found;
  };

  const share = (after: Place): Promise<TailRead<Place, Delta>> => {
    const key = JSON.stringify(after);
    const begun = underWay.get(key) ?? readOnce(after, head).finally(() => underWay.delete(key));
    underWay.set(key, begun);
    return begun;
  };

  const readOn = async (): Promise<void> => {
    if (head === null) return;
    const from = head;
    const { delta, place, more } = await read(from, TAIL_READ_LIMIT);
    head = place;
    if (delta !== null) {
      ring.add({ from, delta, to: place });
      for (const watcher of watchers) watcher.advance(from, delta, place);
    }
    if (more) coalesced.poke();
  };
  const coalesced: Coalesced = createCoalesced({ intervalMs, work: readOn, onError });

  return {
    watchers,
    async read(after) {
      if (head !== null && !rules.isBefore(after, head)) return { delta: null, place: after, more: false };
      const kept = ring.behind(after);
      return kept === null || head === null ? share(after) : { delta: kept, place: head, more: false };
    },
    meet(place) {
      head ??= place;
      if (rules.isBefore(place, head)) return true;
      // What changed while there was no head, or without a word because its process died, is found now.
      coalesced.poke();
      return false;
    },
    poke: () => coalesced.poke(),
    stop: () => coalesced.stop(),
  };
}
