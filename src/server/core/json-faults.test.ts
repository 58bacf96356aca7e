import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFaults, MAX_FAULTS, MAX_INPUT_DEPTH } from './json-faults.ts';

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as unknown;

describe('json faults', () => {
  it('[J8] ordinary JSON has none', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(!/__proto__|constructor|prototype|\\u/.test(JSON.stringify(value)));
        expect(findJsonFaults(value)).toEqual([]);
      }),
    );
  });

  it('[J9] names the place', () => {
    const value = JSON.parse('{"a":[{"__proto__":1},"x\\u0000"],"b\\ud800":1}') as unknown;
    expect(
      findJsonFaults(value, { path: 'input' })
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['input.a.0.__proto__', 'input.a.1', 'input.b\ud800']);
    expect(findJsonFaults('\u0000', { path: 'input' })).toMatchObject([{ path: 'input' }]);
  });

  it('[J10] any depth is walked without overflow, beyond the limit it is refused', () => {
    expect(findJsonFaults(nested(MAX_INPUT_DEPTH))).toEqual([]);
    expect(findJsonFaults(nested(MAX_INPUT_DEPTH + 1))).toMatchObject([{ message: 'nested deeper than 64 levels' }]);
    expect(findJsonFaults(nested(5_000))).toHaveLength(1);
  });

  it('[J11] a hostile value gets a bounded answer', () => {
    expect(findJsonFaults(Array.from({ length: 10_000 }, () => '\u0000'))).toHaveLength(MAX_FAULTS);
    expect(findJsonFaults(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`\u0000${at}`, 1])))).toHaveLength(MAX_FAULTS);
    expect(JSON.stringify(findJsonFaults({ ['k'.repeat(1_000_000)]: '\u0000' })).length).toBeLessThan(1_000);
  });
});
