import type { CatchUp, FireStatus, Overlap, ScheduleRule } from '@/server/core/trigger/schedule.ts';

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

function spanWords(seconds: number): string {
  let left = seconds;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

/** When a schedule fires, in a line. */
export function ruleWords(rule: ScheduleRule, timezone: string): string {
  if (rule.kind === 'cron') return `${rule.expression} in ${timezone}`;
  if (rule.kind === 'interval') return `every ${spanWords(rule.seconds)}`;
  return rule.key === undefined ? `when ${rule.event} comes` : `when ${rule.event} comes with key ${rule.key}`;
}

export const OVERLAP_WORDS: Record<Overlap, string> = {
  skip: 'Skip it',
  queue: 'Queue it: it starts after the run before',
  cancel_previous: 'Cancel the run before, and start it',
  allow: 'Start it beside the run before',
};

export const CATCH_UP_WORDS: Record<CatchUp, string> = {
  none: 'Leave it',
  last: 'Make up the last one',
  all: 'Make up all, up to a bound',
};

export const FIRE_LOOKS = {
  due: { word: 'due', tone: 'plain' },
  queued: { word: 'queued', tone: 'wait' },
  started: { word: 'started', tone: 'ok' },
  skipped: { word: 'skipped', tone: 'plain' },
  failed: { word: 'failed', tone: 'fail' },
} as const satisfies Record<FireStatus, { word: string; tone: string }>;
