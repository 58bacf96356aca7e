import { describe, expect, it } from 'vitest';
import { findDuplicateBlocks, MIN_LINES } from '../../demo/lib/duplicate-blocks.mjs';

const block = (name: string, lines = 12) => Array.from({ length: lines }, (_, i) => `${name}${i} = first(${i}) + second[${i}];`).join('\n');
const find = (...texts: string[]) => findDuplicateBlocks(texts.map((text, i) => ({ path: `${i}.ts`, text })));

describe('copied blocks', () => {
  it('[D27] are found whatever their indentation, blank lines and comments', () => {
    const copy = block('x').replaceAll('\n', '\n\n    // why\n    ');
    const { blocks, duplicatedLines } = find(`start();\n${block('x')}`, copy);
    expect(blocks).toMatchObject([{ lines: 12, first: { path: '0.ts', start: 2, end: 13 }, second: { path: '1.ts', start: 1 } }]);
    expect(duplicatedLines).toBe(12);
  });

  it('[D27] are counted once per copy, also inside one file', () => {
    const { blocks, duplicatedLines } = find(`${block('x')}\nother(1);\n${block('x')}\nother(2);\n${block('x')}`);
    expect(blocks.map((found) => found.second.start)).toEqual([14, 27]);
    expect(duplicatedLines).toBe(24);
  });

  it.each([
    ['too few lines', block('x', MIN_LINES - 1)],
    ['too few tokens', Array.from({ length: 12 }, (_, i) => `a${i}`).join('\n')],
    ['imports', Array.from({ length: 12 }, (_, i) => `import { a${i}, b${i}, c${i} } from './d${i}';`).join('\n')],
    ['brackets', Array.from({ length: 40 }, () => '});').join('\n')],
  ])('[D27] %s are no block', (_, text) => {
    expect(find(text, text).blocks).toEqual([]);
  });

  it('[D27] a block repeated very often costs no more than its lines', () => {
    const { blocks } = find(...Array.from({ length: 3_000 }, () => block('x')));
    expect(blocks).toHaveLength(2_999);
  });
});
