import { expect, test } from 'vitest';
import { createSleepWindowSchema } from '@/server/core/sleep/sleep-window.ts';
import { daysInWords, windowForm } from './window-form.ts';

test.each([
  [[1, 2, 3, 4, 5, 6, 7], 'every day'],
  [[5, 4, 3, 2, 1], 'Mon to Fri'],
  [[1, 3], 'Mon, Wed'],
  [[6, 7], 'Sat, Sun'],
] as const)('[FP10] the days %j read %s', (days, words) => expect(daysInWords(days)).toBe(words));

test('[FP10] the form of a new window is accepted, and that of a stored one says what is stored', () => {
  expect(createSleepWindowSchema.safeParse(windowForm(null)).success).toBe(true);
  const stored = { id: 'w', agentId: null, startMin: 1_350, endMin: 5, timezone: 'Europe/Berlin', daysOfWeek: [2], active: false };
  expect(windowForm({ ...stored, priority: 0, createdBy: 'x', createdAt: new Date(0) })).toEqual({
    ...{ agent_id: null, start: '22:30', end: '00:05', timezone: 'Europe/Berlin', days_of_week: [2], active: false },
  });
});
