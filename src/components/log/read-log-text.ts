// Agents print for terminals. Of what they say to one, colours and weights are shown, in the page's own colours, which can be read on it;
// everything else (cursor moves, titles, other control characters, what overrides the direction of text) is noise at best and a disguise
// at worst, and left out.

const ESCAPE = '\\u001b';
const COMMAND = `${ESCAPE}\\[[0-?]*[ -/]*[@-~]`;
const TITLE = `${ESCAPE}\\][^\\u0007\\u001b]*(?:\\u0007|${ESCAPE}\\\\)?`;
const SINGLE = `${ESCAPE}[@-Z\\\\-_]`;
/** Controls but tab and line feed, and what overrides the direction of text. */
const STRAY = '(?![\\t\\n])[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]';
const UNWANTED = new RegExp(`${COMMAND}|${TITLE}|${SINGLE}|${STRAY}`, 'gu');
/** Select Graphic Rendition: how the text behind it looks. */
const LOOK = new RegExp(`${ESCAPE}\\[([0-9;]*)m`, 'u');

const LOG_COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
export type LogColour = (typeof LOG_COLOURS)[number];

interface LogSpan {
  text: string;
  colour: LogColour | null;
  bold: boolean;
  dim: boolean;
  underline: boolean;
}

type Look = Omit<LogSpan, 'text'>;
const PLAIN: Look = { colour: null, bold: false, dim: false, underline: false };

const SWITCHES = new Map<number, Partial<Look>>([
  [0, PLAIN],
  [1, { bold: true }],
  [2, { dim: true }],
  [4, { underline: true }],
  [22, { bold: false, dim: false }],
  [24, { underline: false }],
  [39, { colour: null }],
  // Strong and bright colours are one: the page has one of each that can be read.
  ...LOG_COLOURS.flatMap((colour, index) => [[30 + index, { colour }] as const, [90 + index, { colour }] as const]),
]);

/** The look after some codes. A colour out of a palette or by its parts takes its arguments along; only the first sixteen have a name. */
function lookAfter(look: Look, codes: string): Look {
  const numbers = codes.split(';').map(Number);
  let next = look;
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code !== 38 && code !== 48) {
      next = { ...next, ...SWITCHES.get(code) };
      continue;
    }
    const palette = numbers[at + 1] === 5;
    const index = numbers[at + 2] ?? 0;
    if (code === 38) next = { ...next, colour: (palette && index < 16 && LOG_COLOURS[index % 8]) || null };
    at += palette ? 2 : 4;
  }
  return next;
}

/** A log line in pieces of one look each; plain text, no terminal sequences, no direction overrides; tabs stay. */
export function readLogText(text: string): LogSpan[] {
  const spans: LogSpan[] = [];
  let look = PLAIN;
  // Splitting by a group gives text and codes in turn.
  text.split(LOOK).forEach((part, index) => {
    if (index % 2 === 1) {
      look = lookAfter(look, part);
      return;
    }
    const clean = part.replace(UNWANTED, '');
    if (clean !== '') spans.push({ text: clean, ...look });
  });
  return spans;
}

/** A log line without any look. */
export const cleanLogText = (text: string): string =>
  readLogText(text)
    .map((span) => span.text)
    .join('');

/** What finds a text, whatever its case. */
export const seek = (sought: string): RegExp => new RegExp(sought.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');

/** Cuts spans where a line is found to hold what is sought, across their borders, too. */
export function markFound(spans: readonly LogSpan[], sought: RegExp): (LogSpan & { found: boolean })[] {
  const line = spans.map(({ text }) => text).join('');
  const matches = [...line.matchAll(sought)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }));
  const cuts = matches.flatMap(({ from, to }) => [from, to]);
  let end = 0;
  return spans.flatMap(({ text, ...look }) => {
    const begin = end;
    end += text.length;
    const places = [begin, ...cuts.filter((cut) => cut > begin && cut < end), end];
    return places.slice(1).map((to, index) => {
      const from = places[index] ?? begin;
      const found = matches.some((match) => from >= match.from && from < match.to);
      return { text: text.slice(from - begin, to - begin), ...look, found };
    });
  });
}
