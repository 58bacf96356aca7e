// Times as people read them. All instants are epoch milliseconds.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "840 ms", "3.2 s", "1m 05s", "2h 10m", "3d 4h". Negative spans (clocks that disagree) count as zero. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10 * SECOND) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0');
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m ${pad((ms % MINUTE) / SECOND)}s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h ${pad((ms % HOUR) / MINUTE)}m`;
  return `${Math.floor(ms / DAY)}d ${Math.floor((ms % DAY) / HOUR)}h`;
}

/** A span that ticks: whole seconds only, so that it does not jitter. */
export function formatTicking(ms: number): string {
  return ms < MINUTE ? `${Math.max(0, Math.floor(ms / SECOND))} s` : formatDuration(ms);
}

/** "just now", "12 s ago", "5 m ago", "3 h ago", "2 d ago". */
export function formatAgo(ms: number): string {
  if (ms < 5 * SECOND) return 'just now';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  return `${Math.floor(ms / DAY)} d ago`;
}

/** "2026-11-22 14:57:37.120 UTC", for titles and records. */
export function formatInstant(at: number): string {
  return `${new Date(at).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

const PARTS = {
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'shortOffset',
} as const satisfies Intl.DateTimeFormatOptions;

/** "Mon 2026-11-30 09:00 UTC+1": for what is planned, in the zone it is planned in; in UTC where that is none. Seconds only where there are. */
export function formatMoment(at: number, timeZone = 'UTC'): string {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone });
  } catch {
    return formatMoment(at);
  }
  const of = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const seconds = of.second === '00' ? '' : `:${of.second}`;
  // Of no offset some say "GMT", some "GMT+0".
  const offset = of.timeZoneName?.replace('GMT', 'UTC').replace(/\+0$/, '');
  return `${of.weekday} ${of.year}-${of.month}-${of.day} ${of.hour}:${of.minute}${seconds} ${offset}`;
}

/** "14:57:37.120" in the reader's zone, for logs and events. */
export function formatClock(at: number): string {
  const time = new Date(at);
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}
