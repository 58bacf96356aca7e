// Which nodes are DOM cards now. A card lies exactly over the painted one, so nobody sees when it comes: it may take its time.
//
//   moving     nothing is added or taken
//   settled    cards are added a few per frame, the first wanted first; what no longer fits is taken, a few per frame
//   pinned     a hand or a text field holds a card: cards are added, none is taken
//
// All is idle when what is wanted is there.

export interface MountHost {
  /** Renders exactly these cards, before it returns. */
  commit(cards: ReadonlySet<number>): void;
  /** Calls back once in the next frame; gives what takes it back. */
  nextFrame(step: () => void): () => void;
  /** ms of a clock that only goes forward. */
  now(): number;
  pinned(): boolean;
  /** Everything wanted is there. */
  settled(): void;
}

export interface MountLimits {
  /** Cards at once, at most. */
  most: number;
  /** What rendering cards may take of a frame, ms. */
  budgetMs: number;
}

export const MOUNT_LIMITS: MountLimits = { most: 160, budgetMs: 5 };
/** Cards per frame: the least, the first guess, the most. */
const BATCH = { least: 2, first: 4, most: 24 } as const;

/** How many cards the next frame may add, from what the last ones took. */
export function nextBatch(batch: number, tookMs: number, budgetMs: number): number {
  if (tookMs > budgetMs) return Math.max(BATCH.least, Math.floor((batch * budgetMs) / tookMs));
  return tookMs < budgetMs / 2 ? Math.min(BATCH.most, batch + 2) : batch;
}

export class CardMounter {
  mounted: Set<number> = new Set();
  private readonly host: MountHost;
  private readonly limits: MountLimits;
  private wanted: ReadonlySet<number> = new Set();
  private queue: number[] = [];
  private batch: number = BATCH.first;
  private cancel: (() => void) | null = null;

  constructor(host: MountHost, limits: MountLimits = MOUNT_LIMITS) {
    this.host = host;
    this.limits = limits;
  }

  get busy(): boolean {
    return this.cancel !== null;
  }

  /** @param wanted the most wanted first; more than the limit are left out */
  retarget(wanted: readonly number[]): void {
    const most = wanted.slice(0, this.limits.most);
    this.wanted = new Set(most);
    this.queue = most.filter((node) => !this.mounted.has(node));
    this.schedule();
  }

  /** This one first, when it is wanted and not there yet. */
  urge(node: number): void {
    if (!this.wanted.has(node) || this.mounted.has(node)) return;
    this.queue = [node, ...this.queue.filter((each) => each !== node)];
    this.schedule();
  }

  /** Adds and takes nothing until it is told again. */
  stop(): void {
    this.cancel?.();
    this.cancel = null;
    this.queue = [];
  }

  /** Takes these for the cards that are there: whoever says so renders them. */
  adopt(cards: Iterable<number>): void {
    this.stop();
    this.mounted = new Set(cards);
    this.wanted = new Set(this.mounted);
  }

  /** Renders the cards that are there again: something of them has changed. */
  refresh(): void {
    this.host.commit(this.mounted);
  }

  private schedule(): void {
    this.cancel ??= this.host.nextFrame(() => this.step());
  }

  private step(): void {
    this.cancel = null;
    const add = this.queue.splice(0, this.batch);
    const drop = this.surplus(add.length);
    if (add.length === 0 && drop.length === 0) {
      this.host.settled();
      return;
    }
    for (const node of drop) this.mounted.delete(node);
    for (const node of add) this.mounted.add(node);
    const before = this.host.now();
    this.host.commit(this.mounted);
    this.batch = nextBatch(this.batch, this.host.now() - before, this.limits.budgetMs);
    this.schedule();
  }

  /** Cards to take in this frame: as many as have to go for the new ones, and a few more once nothing is left to add. */
  private surplus(adding: number): number[] {
    if (this.host.pinned()) return [];
    const over = this.mounted.size + adding - this.limits.most;
    if (adding > 0 && over <= 0) return [];
    const most = Math.max(2 * this.batch, over);
    const drop: number[] = [];
    for (const node of this.mounted) {
      if (drop.length >= most) break;
      if (!this.wanted.has(node)) drop.push(node);
    }
    return drop;
  }
}
