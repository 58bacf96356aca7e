import type { BudgetPeriod } from './budget.ts';

/** From its first moment to the first moment after it. */
export interface BudgetWindow {
  from: Date;
  to: Date;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numbers = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numbers });
  formats.set(timeZone, made);
  return made;
}

/** What the clocks of a zone show, as if they were those of UTC. Epoch ms, whole seconds. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

/** The first moment at which the clocks of a zone show this time or a later one: where they skip midnight, the day begins after the gap. */
function momentOf(wall: number, timeZone: string): number {
  const offset = (at: number) => wallClock(at, timeZone) - at;
  const candidates = [wall - offset(wall - DAY_MS), wall - offset(wall + DAY_MS)].sort((a, b) => a - b);
  return candidates.find((at) => wallClock(at, timeZone) >= wall) ?? (candidates[1] as number);
}

const DAY_MS = 86_400_000;

/** The day or month that a moment is in, by the clocks of a zone; null: the period has no end. */
export function windowOf(period: BudgetPeriod, timeZone: string, now: Date): BudgetWindow | null {
  if (period === 'use') return null;
  const wall = new Date(wallClock(now.getTime(), timeZone));
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const [first, next] =
    period === 'day' ? [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)] : [Date.UTC(year, month), Date.UTC(year, month + 1)];
  return { from: new Date(momentOf(first, timeZone)), to: new Date(momentOf(next, timeZone)) };
}
