import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { approvalFormSchema, checkAnswer, defaultAnswer } from './approval-form.ts';

const form = approvalFormSchema.parse({
  properties: {
    amount: { type: 'number', minimum: 1, maximum: 100 },
    count: { type: 'integer' },
    urgent: { type: 'boolean', default: false },
    size: { type: 'string', enum: ['S', 'M'], default: 'XL' },
    note: { type: 'string', format: 'textarea', minLength: 2, maxLength: 5 },
    day: { type: 'string', format: 'date' },
  },
  required: ['amount'],
});

const ANSWERS: [JsonObject, string[]][] = [
  [{ amount: 5 }, []],
  [{ amount: 5, count: 2, urgent: true, size: 'S', note: 'yes', day: '2027-03-14' }, []],
  [{}, ['form.amount']],
  [{ amount: '5' }, ['form.amount']],
  [{ amount: 0 }, ['form.amount']],
  [{ amount: 101 }, ['form.amount']],
  [{ amount: 5, count: 1.5 }, ['form.count']],
  [{ amount: 5, urgent: 'yes' }, ['form.urgent']],
  [{ amount: 5, size: 'XL' }, ['form.size']],
  [{ amount: 5, note: 'x' }, ['form.note']],
  [{ amount: 5, note: 'longer' }, ['form.note']],
  [{ amount: 5, day: '2027-02-30' }, ['form.day']],
  [{ amount: 5, other: 1, constructor: 1 }, ['form.other', 'form.constructor']],
];

it.each(ANSWERS)('[AP1] %j has its faults at %j', (answer, paths) => {
  expect(checkAnswer(form, answer).map(({ path }) => path)).toEqual(paths);
});

it('[AP1] without a form nothing may be answered, and any value is judged without a throw', () => {
  expect(checkAnswer(null, {})).toEqual([]);
  expect(checkAnswer(null, { note: 'x' })).toEqual([{ path: 'form.note', message: 'the form has no such field' }]);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(form.properties), 'x'), fc.jsonValue()), (answer) => {
      const faulty = new Set(checkAnswer(form, answer as JsonObject).map(({ path }) => path.slice('form.'.length)));
      const kept = Object.entries(answer as JsonObject).filter(([name]) => !faulty.has(name)) as [string, JsonValue][];
      expect(checkAnswer(form, { amount: 1, ...Object.fromEntries(kept) })).toEqual([]);
    }),
  );
});

it('[AP1] a default that does not fit is none', () => {
  expect(defaultAnswer(form)).toEqual({ urgent: false });
});

it('[AP1] a form with a pattern, a nested field or an unknown required field is refused', () => {
  const refused = (properties: object, required: string[] = []) => approvalFormSchema.safeParse({ properties, required }).success;
  expect(refused({ a: { type: 'string', pattern: '(a+)+' } })).toBe(false);
  expect(refused({ a: { type: 'object', properties: {} } })).toBe(false);
  expect(refused({ a: { type: 'string' } }, ['b'])).toBe(false);
});
