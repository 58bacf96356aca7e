import { stripVTControlCharacters } from 'node:util';

/** Control characters other than tab and line feed, and direction overrides: they make a log or an error say something else than it does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text of an agent for a log or an error: no terminal sequences, no control characters, no lone surrogates. */
export function stripControls(text: string): string {
  return stripVTControlCharacters(text).replace(UNSAFE, '').toWellFormed();
}

/** What tells a terminal how the text behind it looks: colours and weights. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is how such a sequence begins
const LOOK = /(\u001b\[[0-9;]{0,32}m)/;

/** As stripControls, but colours and weights stay. */
export function keepLooks(text: string): string {
  return text
    .split(LOOK)
    .map((part, index) => (index % 2 === 1 ? part : stripControls(part)))
    .join('');
}
