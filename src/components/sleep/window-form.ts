import { type CreateSleepWindow, clockOf, type SleepWindow } from '@/server/core/sleep/sleep-window.ts';

/** The days of a week, Monday first; the number of a day is its place plus one. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** The times a window may have, as a form holds them. */
export type WindowForm = Pick<CreateSleepWindow, 'agent_id' | 'start' | 'end' | 'timezone' | 'days_of_week' | 'active'>;

/** The form of a stored window, or that of a new one: every night in the reader's zone. */
export function windowForm(window: SleepWindow | null): WindowForm {
  if (window === null) {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return { agent_id: null, start: '22:00', end: '06:00', timezone: timeZone, days_of_week: [1, 2, 3, 4, 5, 6, 7], active: true };
  }
  const { agentId, startMin, endMin, timezone, daysOfWeek, active } = window;
  return { agent_id: agentId, start: clockOf(startMin), end: clockOf(endMin), timezone, days_of_week: daysOfWeek, active };
}

/** "every day", "Mon to Fri", "Mon, Wed". */
export function daysInWords(days: readonly number[]): string {
  const order = [...new Set(days)].sort((a, b) => a - b);
  if (order.length === WEEKDAYS.length) return 'every day';
  const first = order[0] ?? 0;
  const last = order.at(-1) ?? 0;
  const name = (day: number) => WEEKDAYS[day - 1] ?? '';
  if (order.length > 2 && last - first === order.length - 1) return `${name(first)} to ${name(last)}`;
  return order.map(name).join(', ');
}
