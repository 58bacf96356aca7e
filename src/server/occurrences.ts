import { type CronExpression, CronExpressionParser } from 'cron-parser';
import type { ScheduleRule } from './core/trigger/schedule.ts';

// When a schedule's time comes, by wall clocks of its zone. An hour that the clocks skip is made up right after it, one that they repeat
// counts once. Intervals count from the moment the schedule was made.

export interface TimedRule {
  rule: ScheduleRule;
  timezone: string;
  /** What intervals count from. */
  createdAt: Date;
}

/** Nothing the parser can read, or a day that no month has. */
function parse(expression: string, timezone: string, from: number): CronExpression | null {
  try {
    return CronExpressionParser.parse(expression, { currentDate: new Date(from), tz: timezone });
  } catch {
    return null;
  }
}

/** Why a cron expression cannot be taken; null when it can. */
export function findCronFault(expression: string, timezone: string, now: number): string | null {
  const fields = expression.trim().split(/\s+/);
  if (parse(expression, timezone, now) === null) {
    if (fields.length < LEAST_FIELDS) return NO_CRON;
    // Whatever its months forbid is well-formed without them; they stand before the days of the week.
    const anyMonth = fields.with(-2, '*').join(' ');
    return parse(anyMonth, timezone, now) === null ? NO_CRON : NEVER;
  }
  return nextAfter({ rule: { kind: 'cron', expression }, timezone, createdAt: new Date(now) }, now) === null ? NEVER : null;
}

const NEVER = 'never comes: no date fits it';
const NO_CRON = 'is no cron expression';
/** Minutes, hours, days, months, days of the week. */
const LEAST_FIELDS = 5;

/** The first occurrence after a moment (epoch ms); null for events and for what never comes. */
export function nextAfter({ rule, timezone, createdAt }: TimedRule, after: number): Date | null {
  if (rule.kind === 'event') return null;
  if (rule.kind === 'interval') {
    const step = rule.seconds * 1_000;
    const start = createdAt.getTime();
    return new Date(start + Math.max(1, Math.floor((after - start) / step) + 1) * step);
  }
  try {
    return parse(rule.expression, timezone, after)?.next().toDate() ?? null;
  } catch {
    return null;
  }
}

/** The next `count` occurrences after a moment. */
export function previewOf(timed: TimedRule, after: number, count: number): Date[] {
  const dates: Date[] = [];
  for (let next = nextAfter(timed, after); next !== null && dates.length < count; next = nextAfter(timed, next.getTime())) dates.push(next);
  return dates;
}

/** Null where the parser finds none. */
function previousOf(cron: CronExpression): number | null {
  try {
    return cron.prev().getTime();
  } catch {
    return null;
  }
}

/** Occurrences from `from` to `to`, both included, in order; of more than `most` the newest. */
export function occurrencesBetween(timed: TimedRule, range: { from: number; to: number; most: number }): number[] {
  const { rule, timezone, createdAt } = timed;
  if (rule.kind === 'event') return [];
  const found: number[] = [];
  const before = rule.kind === 'cron' ? parse(rule.expression, timezone, range.to + 1) : null;
  const step = rule.kind === 'interval' ? rule.seconds * 1_000 : 0;
  let interval = step === 0 ? 0 : createdAt.getTime() + Math.floor((range.to - createdAt.getTime()) / step) * step;
  while (found.length < range.most) {
    const at = before === null ? interval : previousOf(before);
    interval -= step;
    if (at === null || at < range.from) break;
    found.push(at);
  }
  return found.reverse();
}
