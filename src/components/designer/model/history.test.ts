import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_STEPS, record, redo, startHistory, TYPING, undo } from './history.ts';
import { applyPatch, diffText, revertPatch } from './patch-text.ts';

const letters = (from: string, word: string, at: (index: number) => number) => {
  let history = startHistory(from);
  [...word].forEach((letter, index) => {
    history = record(history, history.text + letter, { label: TYPING, at: at(index) });
  });
  return history;
};

describe('history', () => {
  it('[DE16] a patch turns one text into the other, and back', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const patch = diffText(before, after);
        expect(applyPatch(before, patch)).toBe(after);
        expect(revertPatch(after, patch)).toBe(before);
      }),
    );
  });

  it('[DE16] at least 500 steps are kept, however large they are', () => {
    let history = startHistory('');
    const texts = Array.from({ length: LEAST_STEPS + 1 }, (_, index) => String(index % 10).repeat(50_000) + index);
    for (const text of texts) history = record(history, text, { label: 'act', at: 0 });
    for (const text of texts.slice(0, -1).reverse()) {
      history = undo(history);
      expect(history.text === text).toBe(true);
    }
  });

  it('[DE16] words typed without a pause are one step; a pause, a line end or another act ends it', () => {
    expect(letters('', 'hello', () => 0).past).toHaveLength(1);
    expect(undo(letters('a ', 'hello', () => 0)).text).toBe('a ');
    expect(letters('', 'ab', (index) => index * 2_000).past).toHaveLength(2);
    expect(letters('', 'a\nb', () => 0).past).toHaveLength(3);
    let history = letters('x', 'abc', () => 0);
    for (const length of [3, 2, 1]) history = record(history, history.text.slice(0, length), { label: TYPING, at: 0 });
    expect(history.past).toHaveLength(2);
    expect(undo(history).text).toBe('xabc');
    expect(
      record(
        letters('', 'a', () => 0),
        'ab',
        { label: 'act', at: 0 },
      ).past,
    ).toHaveLength(2);
  });

  it('[DE16] a new step forgets what was taken back; nothing to do changes nothing', () => {
    const history = record(undo(record(startHistory('a'), 'b', { label: 'act', at: 0 })), 'c', { label: 'act', at: 0 });
    expect(redo(history)).toBe(history);
    expect(undo(undo(history)).text).toBe('a');
    expect(record(history, 'c', { label: 'act', at: 0 })).toBe(history);
  });
});
