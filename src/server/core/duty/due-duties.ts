// When the duties of the fleet are due, as one process knows it. The truth is in the database, which lets exactly one process run a duty
// per period; a process only avoids asking it for what cannot be due yet.

/** Timers fire a little early: asked for at its very period, a duty would often be refused and wait for one more round. */
const SHARE_OF_PERIOD = 0.95;

/** How old the last run of a duty has to be for the next one. Milliseconds. */
export function leastAgeMs(everyMs: number): number {
  return everyMs * SHARE_OF_PERIOD;
}

/** What the database said of a duty. */
export interface DutyAnswer<Name extends string> {
  name: Name;
  /** True: whoever asked runs it now. */
  claimed: boolean;
  /** Age of its last run; 0 when it was claimed now. Milliseconds. */
  ageMs: number;
}

/** Periods by name, and the moment of any monotonic clock from which each may be asked for; names that are missing may be at once. */
export interface DutyBook<Name extends string> {
  everyMs: Readonly<Record<Name, number>>;
  askFrom: ReadonlyMap<Name, number>;
}

/** Which duties are worth asking for. @param busy duties that are not to be begun now, since they are under way here */
export function dueDuties<Name extends string>({ everyMs, askFrom }: DutyBook<Name>, now: number, busy: ReadonlySet<Name>): Name[] {
  return (Object.keys(everyMs) as Name[]).filter((name) => !busy.has(name) && (askFrom.get(name) ?? now) <= now);
}

/** Remembers answers. Somebody whose clock is odd can delay a duty by one period at most. */
export function noteAnswers<Name extends string>(book: DutyBook<Name>, now: number, answers: readonly DutyAnswer<Name>[]): DutyBook<Name> {
  const askFrom = new Map(book.askFrom);
  for (const { name, ageMs } of answers) askFrom.set(name, now + leastAgeMs(book.everyMs[name]) - Math.max(0, ageMs));
  return { ...book, askFrom };
}
