import { describe, expect, it } from 'vitest';
import { isNestedDeeper } from './measure-nesting.ts';
import { readSource } from './use-cases/read-source.ts';

describe('nesting of a text', () => {
  it.each([
    ['brackets', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['brackets without an end', '['.repeat(20_000)],
    ['braces', '{a: '.repeat(5_000) + '}'.repeat(5_000)],
    ['items of items', `${'- '.repeat(20_000)}x`],
    ['keys of keys', `${'? '.repeat(5_000)}x`],
    ['values of values', ': '.repeat(5_000)],
    ['lines', Array.from({ length: 1_200 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['items in lines', Array.from({ length: 1_200 }, (_, at) => `${' '.repeat(at)}-`).join('\n')],
  ])('[J13] %s too deep to be read are refused, and end nothing', (_, source) => {
    expect(() => readSource(source)).toThrow(/nested too deep/);
  });

  it('[J13] what is long, or looks deep, is read', () => {
    const tasks = Array.from({ length: 2_000 }, (_, at) => `  - task_id: t${at}\n    input: {a: [1, {b: 2}]}\n    name: "[[[ {{{ ${at}"`);
    const text = `name: x\ndescription: |\n${'  [[[[ - - - ? ? : : {\n'.repeat(300)}tasks:\n${tasks.join('\n')}\n`;
    expect(readSource(text)).toMatchObject({ name: 'x', tasks: { length: 2_000 } });
    const deep = `${Array.from({ length: 60 }, (_, at) => `${'  '.repeat(at)}a${at}:`).join('\n')} 1\n`;
    expect(readSource(deep)).toHaveProperty('a0.a1.a2.a3');
    expect(readSource(JSON.stringify({ a: [[[[{ b: '[[[' }]]]] }))).toEqual({ a: [[[[{ b: '[[[' }]]]] });
  });

  it('[J13] a map of very many keys is read at little cost, and a key that stands twice is named with its line', () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`);
    const before = process.cpuUsage();
    expect(readSource(keys.join('\n'))).toHaveProperty('k19999', 1);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(4_000);
    expect(() => readSource([...keys.slice(0, 9), 'k3: 2'].join('\n'))).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ path: 'line 10' })] }),
    );
  });

  it('[J13] aliases unfold into so much and no more', () => {
    const long = (times: number) => `a: &a [${'1, '.repeat(100_000)}1]\nb: [${Array.from({ length: times }, () => '*a').join(', ')}]`;
    expect(readSource(long(3))).toHaveProperty('b.2.99999', 1);
    expect(() => readSource(long(99))).toThrow(/unfold into too much/);
    expect(() => readSource(`a: &a ${'x'.repeat(200_000)}\nb: [${'*a, '.repeat(60)}]`)).toThrow(/unfold into too much/);
  });

  it('[J13] a level is counted, and one that is left is not', () => {
    expect(isNestedDeeper('a:\n  b:\n    c: 1\nd:\n  e: 1\n', 6)).toBe(false);
    expect([isNestedDeeper('[[[1]]]', 2), isNestedDeeper('[[[1]]]', 3), isNestedDeeper('[[1], [1], [1]]', 2)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
