// Terminal control sequences (colours, cursor moves, titles) and other control characters. Agents print them for terminals; on a page
// they are noise at best and a disguise at worst.
const ESCAPE = '\\u001b';
const COMMAND = `${ESCAPE}\\[[0-?]*[ -/]*[@-~]`;
const TITLE = `${ESCAPE}\\][^\\u0007\\u001b]*(?:\\u0007|${ESCAPE}\\\\)?`;
const SINGLE = `${ESCAPE}[@-Z\\\\-_]`;
/** Controls but tab and line feed, and what overrides the direction of text. */
const STRAY = '(?![\\t\\n])[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]';
const UNWANTED = new RegExp(`${COMMAND}|${TITLE}|${SINGLE}|${STRAY}`, 'gu');

/** A log line as plain text: no terminal sequences, no direction overrides; tabs stay. */
export function cleanLogText(text: string): string {
  return text.replace(UNWANTED, '');
}
