// Markdown from untrusted names: paths, author names and package names are text here, never markup.

/** Characters that hide or reorder text: controls, direction overrides, zero-width signs. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Plain text in a paragraph or a table cell. */
export function plain(text, limit = 160) {
  return clip(text, limit).replace(/[\\`*_[\]<>#|~&]/g, (character) => `\\${character}`);
}

/** A path or other literal as a code span that also stands in a table cell. */
export function code(text, limit = 160) {
  const body = clip(text, limit).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(body.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${body} ${fence}` : `${fence}${body}${fence}`;
}

/** @param {string[]} head @param {string[][]} rows cells that are Markdown already */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function percent(part, whole) {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';
}

function clip(text, limit) {
  const visible = String(text).replace(INVISIBLE, '\ufffd');
  const characters = [...visible];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : visible;
}
