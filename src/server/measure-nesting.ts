import { CST, Lexer } from 'yaml';

const OPENS = new Set(['flow-map-start', 'flow-seq-start']);
const CLOSES = new Set(['flow-map-end', 'flow-seq-end']);
/** What begins something below it in the same line: "- - a", "? ? a", "a: - b". */
const BEGINS = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
const BLANK = new Set(['space', 'newline', 'comment', 'doc-mode', 'flow-error-end', 'byte-order-mark']);

/**
 * Whether a YAML text may be nested deeper than so many levels: never less than it is, and at most twice as much. Reads it token by token
 * and stops there. The reader itself goes down by recursion, and a text of a few thousand brackets ends the process.
 */
export function isNestedDeeper(source: string, limit: number): boolean {
  /** Columns at which the open blocks begin. */
  const columns: number[] = [];
  let flow = 0;
  let column = 0;
  let atLineStart = true;
  const begin = (at: number) => {
    while ((columns.at(-1) ?? -1) > at) columns.pop();
    if ((columns.at(-1) ?? -1) < at) columns.push(at);
  };
  for (const token of new Lexer().lex(source)) {
    const type = CST.tokenType(token) ?? 'scalar';
    if (OPENS.has(type)) flow += 1;
    else if (CLOSES.has(type)) flow = Math.max(0, flow - 1);
    else if (flow === 0 && !BLANK.has(type) && (atLineStart || BEGINS.has(type))) begin(column);
    if (flow + columns.length > limit) return true;
    atLineStart = type === 'newline' || (atLineStart && type === 'space');
    column = type === 'newline' ? 0 : column + token.length;
  }
  return false;
}
