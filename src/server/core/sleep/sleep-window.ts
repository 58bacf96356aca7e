import { z } from 'zod';

const DAY_MIN = 1_440;

/** Whether this runtime knows the time zone. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 22:30');

const fields = {
  /** Absent or null: every agent that is in no pool. */
  agent_id: z.uuid().nullable(),
  start: clock,
  /** Not after the start: on the next day. The same as the start: the whole day. */
  end: clock,
  timezone: z.string().min(1).max(100).refine(isTimeZone, 'is not a time zone'),
  /** 1 is Monday; the days on which the window begins. */
  days_of_week: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  active: z.boolean(),
  /** Of several windows at once the highest names the reason. */
  priority: z.number().int().min(0).max(100),
};

export const createSleepWindowSchema = z.strictObject({
  ...fields,
  agent_id: fields.agent_id.default(null),
  timezone: fields.timezone.default('UTC'),
  days_of_week: fields.days_of_week.default([1, 2, 3, 4, 5, 6, 7]),
  active: fields.active.default(true),
  priority: fields.priority.default(0),
});
export type CreateSleepWindow = z.output<typeof createSleepWindowSchema>;

export const changeSleepWindowSchema = z
  .strictObject(fields)
  .omit({ agent_id: true })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change');
export type ChangeSleepWindow = z.output<typeof changeSleepWindowSchema>;

export interface SleepWindow {
  id: string;
  agentId: string | null;
  /** Minutes after midnight. */
  startMin: number;
  endMin: number;
  timezone: string;
  daysOfWeek: number[];
  active: boolean;
  priority: number;
  createdBy: string;
  createdAt: Date;
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Day of the week (1 is Monday) and minutes after midnight on the wall clocks of a time zone. */
export function localTime(now: Date, timezone: string): { day: number; minutes: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const day = WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1;
  return { day, minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

/** Minutes until the window ends; null when it is not open now. Clocks that are put forward or back shift the end by as much. */
export function minutesLeft(
  window: Pick<SleepWindow, 'startMin' | 'endMin' | 'timezone' | 'daysOfWeek' | 'active'>,
  now: Date,
): number | null {
  if (!window.active) return null;
  const { day, minutes } = localTime(now, window.timezone);
  const { startMin, endMin, daysOfWeek } = window;
  const length = (endMin - startMin + DAY_MIN) % DAY_MIN || DAY_MIN;
  const yesterday = day === 1 ? 7 : day - 1;
  for (const [began, since] of [
    [day, minutes - startMin],
    [yesterday, minutes - startMin + DAY_MIN],
  ] as const) {
    if (daysOfWeek.includes(began) && since >= 0 && since < length) return length - since;
  }
  return null;
}

/** The window that is open for an agent now, of several the one of highest priority. */
export function openWindow(
  windows: readonly SleepWindow[],
  agent: { id: string; pooled: boolean },
  now: Date,
): { window: SleepWindow; minutesLeft: number } | null {
  const open = windows.flatMap((window) => {
    const concerns = window.agentId === null ? !agent.pooled : window.agentId === agent.id;
    const left = concerns ? minutesLeft(window, now) : null;
    return left === null ? [] : [{ window, minutesLeft: left }];
  });
  return open.toSorted((a, b) => b.window.priority - a.window.priority || b.minutesLeft - a.minutesLeft)[0] ?? null;
}
