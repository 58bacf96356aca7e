import type { LiveTail } from './live-tail.ts';

/** Tails by the id of what they follow; one lives as long as somebody watches it. */
export class TailTable<Place, Delta> {
  readonly #tails = new Map<string, LiveTail<Place, Delta>>();
  readonly #create: (id: string) => LiveTail<Place, Delta>;

  constructor(create: (id: string) => LiveTail<Place, Delta>) {
    this.#create = create;
  }

  get size(): number {
    return this.#tails.size;
  }

  /** The tail of a thing, made when nobody watched it before. */
  get(id: string): LiveTail<Place, Delta> {
    const tail = this.#tails.get(id) ?? this.#create(id);
    this.#tails.set(id, tail);
    return tail;
  }

  /** Something changed. */
  poke(id: string): void {
    this.#tails.get(id)?.poke();
  }

  pokeAll(): void {
    for (const tail of this.#tails.values()) tail.poke();
  }

  /** A watcher went: with the last one the tail goes. */
  release(id: string): void {
    const tail = this.#tails.get(id);
    if (tail === undefined || tail.watchers.size > 0) return;
    tail.stop();
    this.#tails.delete(id);
  }
}
