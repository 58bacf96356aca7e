import { expect, it } from 'vitest';
import type { ScheduleView } from '@/server/core/trigger/schedule.ts';
import { ruleWords } from './rule-words.ts';
import { readScheduleForm, scheduleForm } from './schedule-form.ts';

const empty = scheduleForm(null, { workflowId: 'nightly', timezone: 'Europe/Berlin' });
const filled = { ...empty, name: 'Every morning' };

it('[SD13] what stands in the fields becomes a schedule', () => {
  expect(readScheduleForm(filled)).toMatchObject({
    input: { workflow_id: 'nightly', rule: { kind: 'cron', expression: '0 9 * * 1-5' }, timezone: 'Europe/Berlin', overlap: 'skip' },
  });
  expect(readScheduleForm({ ...filled, kind: 'interval', minutes: '0.5' })).toMatchObject({ input: { rule: { seconds: 30 } } });
  expect(readScheduleForm({ ...filled, kind: 'event', event: ' paid ', key: '' })).toMatchObject({
    input: { rule: { kind: 'event', event: 'paid' } },
  });
});

it.each([
  [{ name: ' ' }, 'name'],
  [{ expression: '* *' }, 'expression'],
  [{ kind: 'interval', minutes: 'ten' }, 'minutes'],
  [{ kind: 'event', event: '' }, 'event'],
  [{ timezone: 'Mars' }, 'timezone'],
  [{ input: '{' }, 'input'],
  [{ maxCatchUp: '0' }, 'maxCatchUp'],
  [{ workflowId: '' }, 'workflowId'],
] as const)('[SD13] %j has its fault at %s', (over, field) => {
  const read = readScheduleForm({ ...filled, ...over });
  expect('faults' in read && [...read.faults.keys()]).toEqual([field]);
});

it('[SD13] a schedule goes into the fields and out again', () => {
  const rules = [
    { kind: 'cron', expression: '5 4 * * *' },
    { kind: 'interval', seconds: 90 },
    { kind: 'event', event: 'paid', key: '7' },
  ] as const;
  for (const rule of rules) {
    const view = { workflowId: 'w', name: 'n', rule, timezone: 'UTC', input: { a: 1 }, overlap: 'queue', catchUp: 'all', maxCatchUp: 3 };
    const form = scheduleForm(view as unknown as ScheduleView, { workflowId: '', timezone: '' });
    expect(readScheduleForm(form)).toMatchObject({ input: { rule, input: { a: 1 }, overlap: 'queue', catch_up: 'all', max_catch_up: 3 } });
  }
});

it('[SD13] a rule in words', () => {
  expect(ruleWords({ kind: 'cron', expression: '0 9 * * *' }, 'Europe/Berlin')).toBe('0 9 * * * in Europe/Berlin');
  expect(ruleWords({ kind: 'interval', seconds: 5_400 }, 'UTC')).toBe('every 1 h 30 min');
  expect(ruleWords({ kind: 'interval', seconds: 90 }, 'UTC')).toBe('every 1 min 30 s');
  expect(ruleWords({ kind: 'event', event: 'paid', key: '7' }, 'UTC')).toBe('when paid comes with key 7');
});
