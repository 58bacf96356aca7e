// Where functions begin and end. The length of a function is that of its own lines: those of functions written inside it count there.

import { createRequire } from 'node:module';

/** Longer texts are not parsed, in characters: what is longer is data in the clothes of code. */
const MAX_PARSED_CHARACTERS = 400_000;

/** @typedef {{name: string, start: number, end: number}} Span first and last line, from 1 */

/**
 * @param {string} path
 * @param {string} text
 * @param {'tree' | 'indentation' | 'braces'} method
 * @returns {Array<Span & {lines: number}> | null} null when the text is too long or too deep to parse
 */
export function findFunctions(path, text, method) {
  if (text.length > MAX_PARSED_CHARACTERS) return null;
  const spans = method === 'tree' ? treeSpans(path, text) : method === 'indentation' ? indentationSpans(text) : braceSpans(text);
  return spans && withOwnLines(spans);
}

/** Loaded on first use: it costs a third of a second, and many tasks have no TypeScript or JavaScript to read. */
export function loadTypeScript() {
  return createRequire(import.meta.url)('typescript');
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {import('typescript').SourceFile | null} null when nesting is deeper than the stack
 */
export function parseSource(path, text) {
  const ts = loadTypeScript();
  try {
    return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function treeSpans(path, text) {
  const ts = loadTypeScript();
  const source = parseSource(path, text);
  if (!source) return null;
  const spans = [];
  // A stack of our own: hostile nesting must not end the process.
  const open = [{ node: source, name: null }];
  for (let item = open.pop(); item; item = open.pop()) {
    const { node } = item;
    const name = node.name && ts.isIdentifier(node.name) ? node.name.text : item.name;
    if (ts.isFunctionLike(node) && node.body) spans.push({ name: name ?? '(anonymous)', ...linesOf(source, node) });
    const heir = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) ? name : null;
    ts.forEachChild(node, (child) => {
      open.push({ node: child, name: heir });
    });
  }
  return spans;
}

function linesOf(source, node) {
  return {
    start: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
    end: source.getLineAndCharacterOfPosition(node.end).line + 1,
  };
}

function indentationSpans(text) {
  const lines = text.split('\n');
  const spans = [];
  const open = [];
  let last = 0;
  const close = (indent) => {
    while (open.length > 0 && open.at(-1).indent >= indent) {
      const { name, start } = open.pop();
      spans.push({ name, start, end: last });
    }
  };
  for (const [index, line] of lines.entries()) {
    const body = line.trimStart();
    if (body === '' || body.startsWith('#') || /^[)\]}]/.test(body)) continue;
    const indent = line.length - body.length;
    close(indent);
    const head = /^(?:async\s+)?def\s+(\w+)/.exec(body);
    if (head) open.push({ name: head[1], start: index + 1, indent });
    last = index + 1;
  }
  close(0);
  return spans;
}

const BRACE_HEAD = /\b(?:func|fn|function|fun)\b\s*(?:\([^)\n]*\)\s*)?([A-Za-z_]\w*)?/g;

function braceSpans(text) {
  const bare = blankOut(text);
  const newlines = [...bare.matchAll(/\n/g)].map((match) => match.index);
  const lineAt = (position) => countBelow(newlines, position) + 1;
  const closing = matchBraces(bare);
  const spans = [];
  for (const head of bare.matchAll(BRACE_HEAD)) {
    const stop = bare.slice(head.index, head.index + 2_000).search(/[{;]/);
    const end = stop < 0 ? undefined : closing.get(head.index + stop);
    if (end !== undefined) spans.push({ name: head[1] ?? '(anonymous)', start: lineAt(head.index), end: lineAt(end) });
  }
  return spans;
}

/** Strings and comments become blanks, so that braces in them do not count. A lone quote (a lifetime, a rune) stays. */
function blankOut(text) {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])'/g, (match) =>
    match.replace(/[^\n]/g, ' '),
  );
}

function matchBraces(text) {
  const closing = new Map();
  const open = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '{') open.push(index);
    else if (open.length > 0) closing.set(open.pop(), index);
  }
  return closing;
}

function countBelow(sorted, value) {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withOwnLines(spans) {
  const ordered = spans.map((span) => ({ ...span, lines: span.end - span.start + 1 })).sort((a, b) => a.start - b.start || b.end - a.end);
  const open = [];
  for (const span of ordered) {
    while (open.length > 0 && open.at(-1).end < span.end) open.pop();
    // The first and last line of an inner function are shared: `items.map((item) => {` belongs to both.
    const parent = open.at(-1);
    if (parent) parent.lines -= Math.max(0, span.end - span.start - 1);
    open.push(span);
  }
  return ordered;
}
