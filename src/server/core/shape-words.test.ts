import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf, firstFault } from './shape-words.ts';

const kind = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), n: z.number() })]);

const CASES: readonly [what: string, schema: z.ZodType, value: unknown, words: string][] = [
  ['a field left out', z.object({ name: z.string() }), {}, 'name: is missing'],
  ['another kind', z.string(), 4, 'must be text, not a number'],
  ['null', z.object({}), null, 'must be an object, not nothing (null)'],
  ['a list for an object', z.record(z.string(), z.string()), [], 'must be an object, not a list'],
  ['an object for a list', z.array(z.string()), {}, 'must be a list, not an object'],
  ['a flag', z.boolean(), 'yes', 'must be true or false, not text'],
  ['a flag for a text', z.string(), true, 'must be text, not true'],
  ['no number', z.number(), Number.NaN, 'must be a number, not NaN'],
  ['a fraction', z.number().int(), 1.5, 'must be a whole number, not 1.5'],
  ['a number too small', z.number().min(1), 0, 'must be at least 1'],
  ['a number that must be more', z.number().positive(), 0, 'must be more than 0'],
  ['a number too large', z.number().max(10), 11, 'must be at most 10'],
  ['no multiple', z.number().multipleOf(5), 7, 'must be a multiple of 5'],
  ['an empty text', z.string().min(1), '', 'must not be empty'],
  ['a text too short', z.string().min(12), 'short', 'must have at least 12 characters'],
  ['a text too long', z.string().max(1), 'ab', 'must have at most 1 character'],
  ['an empty list', z.array(z.string()).min(1), [], 'must not be empty'],
  ['a list too long', z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 entries'],
  ['no e-mail address', z.email(), 'ada', 'must be an e-mail address'],
  ['no id', z.uuid(), '7', 'must be an id (UUID)'],
  ['no time', z.iso.datetime(), 'noon', 'must be a time such as 2026-11-23T12:00:00Z'],
  ['another beginning', z.string().startsWith('hive_'), 'x', 'must begin with hive_'],
  ['another value', z.enum(['low', 'normal', 'high']), 'urgent', 'must be one of low, normal, high'],
  ['one of two', z.enum(['on', 'off']), 'up', 'must be on or off'],
  ['a value left out', z.object({ kind: z.enum(['on', 'off']) }), {}, 'kind: is missing: on or off'],
  [
    'a field nobody knows',
    z.strictObject({ a: z.string(), task_id: z.number().optional() }),
    { a: '', taskid: 1 },
    'takes no field taskid: there is task_id',
  ],
  ['fields nobody knows', z.strictObject({}), { b: 1, c: 2 }, 'takes no fields b, c'],
  ['another kind of thing', kind, { kind: 'c' }, 'kind: must be a or b'],
  ['no kind of thing', kind, {}, 'kind: is missing: a or b'],
  ['one of two forms', z.union([z.string(), z.number()]), true, 'must be text or a number, not true'],
  ['the nearest of two forms', z.union([z.string(), z.object({ n: z.number() })]), { n: 'x' }, 'n: must be a number, not text'],
  ['own words', z.string().min(1, 'say why'), '', 'say why'],
];

describe('the shape of a value', () => {
  it.each(CASES)('[J12] %s', (_, schema, value, words) => {
    const said = schema.safeParse(value).error?.issues.map(({ path, message }) => [...path, message].join(': '));
    expect(said).toEqual([words]);
  });

  it('[J12] of many values only the first are told', () => {
    const [issue] = z.enum(Array.from({ length: 40 }, (_, at) => `v${at}`) as [string]).safeParse('x').error?.issues ?? [];
    expect(issue?.message).toMatch(/^must be one of v0, .*v11 and 28 more$/);
  });

  it('[J12] who sees one line sees the first cause, its place, and how many more there are', () => {
    const { error } = z.strictObject({ a: z.string(), b: z.object({ c: z.number() }) }).safeParse({ b: {} });
    const faults = faultsOf(error, ['config']);
    expect(faults).toEqual([
      { path: 'config.a', message: 'is missing' },
      { path: 'config.b.c', message: 'is missing' },
    ]);
    expect(firstFault('the body is not valid', faults)).toBe('the body is not valid: config.a: is missing (and 1 more)');
    expect(firstFault('', faults.slice(1))).toBe('config.b.c: is missing');
    expect([firstFault('as it is', []), faultsOf(new Error('another')), faultsOf(null)]).toEqual(['as it is', [], []]);
  });
});
