// Where a cursor stands in a definition as text: below which keys, at a key or at a value. It reads lines and their columns only, since
// what is being typed is hardly ever YAML that can be parsed.

/** A step into a list. */
export const ITEM = '*';

export interface YamlPlace {
  /** Keys above, outermost first; ITEM for a step into a list. */
  path: string[];
  /** A key is being written; else a value, and the path ends with its key. */
  isKey: boolean;
  /** What is written of it so far, and where it begins. */
  prefix: string;
  from: number;
  /** Keys that stand beside a key. */
  siblings: ReadonlySet<string>;
}

interface Line {
  /** Columns of the dashes before the content. */
  dashes: number[];
  /** Column of the content. */
  column: number;
  key: string | null;
  /** Where the value begins, from the start of the line; the content's column without a key. */
  value: number;
  empty: boolean;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([A-Za-z_][\w-]*))\s*:(?=\s|$)\s*/;

function readLine(text: string): Line {
  const dashes: number[] = [];
  let column = text.length - text.trimStart().length;
  while (/^-(?:\s|$)/.test(text.slice(column))) {
    dashes.push(column);
    const rest = text.slice(column + 1);
    column += 1 + rest.length - rest.trimStart().length;
  }
  const content = text.slice(column);
  const found = KEY.exec(content);
  const key = found ? (found[1] ?? found[2] ?? found[3] ?? '') : null;
  return { dashes, column, key, value: column + (found?.[0].length ?? 0), empty: content === '' || content.startsWith('#') };
}

/** The keys above a column, walked up line by line. */
function pathAbove(lines: readonly Line[], at: number, start: Pick<Line, 'dashes' | 'column'>): string[] {
  const path: string[] = [];
  let column = start.column;
  let inList = false;
  const leaveItems = (dashes: readonly number[]) => {
    for (const dash of dashes.toReversed()) {
      path.unshift(ITEM);
      column = dash;
      inList = true;
    }
  };
  leaveItems(start.dashes);
  for (let index = at - 1; index >= 0 && (column > 0 || inList); index -= 1) {
    const line = lines[index];
    if (!line || (line.empty && line.dashes.length === 0)) continue;
    // A list may stand in the column of its key, never of a dash.
    if (inList) {
      if (line.key === null || line.column > column || line.dashes.includes(column)) continue;
    } else if (line.column === column && line.dashes.length > 0) {
      leaveItems(line.dashes);
      continue;
    } else if (line.key === null || line.column >= column) continue;
    path.unshift(line.key);
    column = line.column;
    inList = false;
    leaveItems(line.dashes);
  }
  return path;
}

/** Keys in the same column, as far as nothing further out stands between. */
function siblingsOf(lines: readonly Line[], at: number, own: Line): Set<string> {
  const keys = new Set<string>();
  const walk = (index: number, step: number) => {
    const line = lines[index];
    if (!line) return;
    if (line.empty && line.dashes.length === 0) return walk(index + step, step);
    if (line.column < own.column) return;
    const beginsItem = line.column === own.column && line.dashes.length > 0;
    if (step > 0 && beginsItem) return;
    if (line.column === own.column && line.key !== null) keys.add(line.key);
    if (!(step < 0 && beginsItem)) walk(index + step, step);
  };
  if (own.dashes.length === 0) walk(at - 1, -1);
  walk(at + 1, 1);
  return keys;
}

/** Inside of brackets or braces that are still open: what is being written there. */
function flowPlace(text: string): { steps: string[]; isKey: boolean; prefix: string } | null {
  const open: string[] = [];
  let begin = 0;
  for (const [index, letter] of [...text].entries()) {
    if (letter === '[' || (letter === '{' && text[index - 1] !== '$')) open.push(letter);
    else if (letter === ']' || letter === '}') open.pop();
    else if (letter !== ',') continue;
    begin = index + 1;
  }
  const last = open.at(-1);
  if (last === undefined) return null;
  const written = text.slice(begin).trimStart();
  const steps = open.map(() => ITEM);
  if (last === '[') return { steps, isKey: false, prefix: written };
  const found = KEY.exec(written);
  if (!found) return { steps: steps.slice(0, -1), isKey: true, prefix: written };
  return { steps: [...steps.slice(0, -1), found[3] ?? ''], isKey: false, prefix: written.slice(found[0].length) };
}

/** The place of a cursor; null inside of a comment. */
export function yamlPlace(text: string, offset: number): YamlPlace | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(start, offset);
  if (/(?:^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) return null;
  const rows = text.split('\n');
  const at = text.slice(0, start).split('\n').length - 1;
  const lines = rows.map(readLine);
  const own = readLine(before);
  const above = pathAbove(lines, at, own);
  const value = before.slice(own.value);
  const flow = flowPlace(value);
  const path = own.key === null ? above : [...above, own.key];
  if (flow) {
    return {
      path: [...path, ...flow.steps],
      isKey: flow.isKey,
      prefix: flow.prefix,
      from: offset - flow.prefix.length,
      siblings: new Set(),
    };
  }
  const isKey = own.key === null;
  return { path, isKey, prefix: value, from: offset - value.length, siblings: isKey ? siblingsOf(lines, at, own) : new Set() };
}
