import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLogText } from './clean-log-text.ts';

/** What sequences are made of, so that many of them come about. */
const piece = fc.constantFrom(
  '\u001b',
  '[',
  ']',
  '?',
  '1',
  ';',
  'm',
  '\\',
  '\u0007',
  '\u0000',
  '\u009b',
  '\u202e',
  '\u2066',
  'a',
  '\t',
  ' ',
  '🐝',
);

describe('log text', () => {
  it.each([
    ['plain text', 'plain text'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b[2K\u001b[1Gprogress', 'progress'],
    ['\u001b]0;title\u0007after', 'after'],
    ['a\tb', 'a\tb'],
    ['a\u202eb', 'ab'],
    ['bell\u0007', 'bell'],
    ['héllo 🐝', 'héllo 🐝'],
  ])('[U2] %j is shown as %j', (raw, shown) => {
    expect(cleanLogText(raw)).toBe(shown);
  });

  it('[U2] nothing that controls a terminal or the text direction survives', () => {
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 40 }), (raw) => {
        expect(cleanLogText(raw).replace(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
