import superjson from 'superjson';
import { describe, expect, it } from 'vitest';
import { MalformedError } from '../core/errors.ts';
import { readInput } from './read-input.ts';

describe('input of procedures', () => {
  it('[P26] what pages send comes as they meant it', () => {
    const shared = { a: [1, null, 'x'] };
    const sent = {
      at: new Date('2026-11-23T12:00:00.500Z'),
      left: undefined,
      x: -0,
      most: Number.POSITIVE_INFINITY,
      one: shared,
      two: shared,
    };
    expect(readInput(JSON.parse(JSON.stringify(superjson.serialize(sent))))).toStrictEqual(sent);
    expect(readInput(superjson.serialize(undefined))).toBeUndefined();
    expect(readInput({ json: { plain: true } })).toEqual({ plain: true });
  });

  it('[P26] places that are linked stay what stands there', () => {
    const levels = 12;
    const json = Object.fromEntries(Array.from({ length: levels }, (_, at) => [`n${at}`, { a: 0, b: 0 }]));
    const links = Array.from({ length: levels - 1 }, (_, at) => [
      `n${levels - 1 - at}`,
      ['a', 'b'].map((side) => `n${levels - 2 - at}.${side}`),
    ]);
    const meta = { v: 1, values: { none: ['undefined'] }, referentialEqualities: Object.fromEntries(links) };
    expect(JSON.stringify(readInput({ json, meta }))).toBe(JSON.stringify(json));
    expect(readInput({ json: { a: { b: 1 } }, meta: { v: 1, referentialEqualities: [['a.b']] } })).toEqual({ a: { b: 1 } });
  });

  it.each([
    ['a number without end', { json: '9', meta: { values: ['bigint'] } }],
    ['an expression', { json: { a: '/(x+)+$/' }, meta: { values: { a: ['regexp'] } } }],
    ['a map with what is in it', { json: { a: [] }, meta: { values: { a: ['map', { '0.1': ['Date'] }] } } }],
    ['a kind with a name', { json: { a: [1] }, meta: { values: { a: [['typed-array', 'Int8Array']] } } }],
    ['nothing', null],
    ['a scalar', 7],
  ])('[P26] %s is not taken', (_, sent) => {
    expect(() => readInput(sent)).toThrow(MalformedError);
  });
});
