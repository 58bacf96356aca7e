import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLogText, markFound, readLogText, seek } from './read-log-text.ts';

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

const looksOf = (text: string) =>
  readLogText(text).map(({ text: words, colour, bold, dim, underline }) =>
    [words, colour, bold && 'bold', dim && 'dim', underline && 'underline'].filter(Boolean).join(' '),
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

  it.each([
    ['\u001b[31mred\u001b[0m plain', ['red red', ' plain']],
    ['\u001b[1;32mok\u001b[22m still green', ['ok green bold', ' still green green']],
    ['\u001b[91mbright\u001b[39m', ['bright red']],
    ['\u001b[38;5;4mpalette\u001b[m', ['palette blue']],
    ['\u001b[38;5;200munknown\u001b[38;2;1;2;3munknown, too', ['unknown', 'unknown, too']],
    ['\u001b[48;5;1;4mbehind\u001b[24m', ['behind underline']],
    ['\u001b[31m\u001b[2Kcleared', ['cleared red']],
    ['\u001b[999mno such code', ['no such code']],
  ])('[U9] %j is shown with its colours and weights', (raw, shown) => {
    expect(looksOf(raw)).toEqual(shown);
  });

  it('[U9] what is sought is found whatever its case, across colours, and its signs mean nothing', () => {
    const found = (raw: string, sought: string) =>
      markFound(readLogText(raw), seek(sought))
        .filter((span) => span.found)
        .map(({ text }) => text);
    expect(found('a \u001b[31mFat\u001b[0mal error, fatal', 'fatal')).toEqual(['Fat', 'al', 'fatal']);
    expect(found('a.c abc', 'a.c')).toEqual(['a.c']);
    expect(found('(x)', '(')).toEqual(['(']);
    expect(found('nothing', 'else')).toEqual([]);
  });

  it('[U9] marking changes no text', () => {
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 40 }), fc.string({ unit: piece, minLength: 1, maxLength: 3 }), (raw, sought) => {
        const marked = markFound(readLogText(raw), seek(sought));
        expect(marked.map(({ text }) => text).join('')).toBe(cleanLogText(raw));
      }),
    );
  });
});
