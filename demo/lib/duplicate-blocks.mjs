// Copied blocks: runs of at least MIN_LINES equal lines that together hold at least MIN_TOKENS tokens. Lines are compared without
// their indentation; blank lines, comments, imports and lines of brackets alone do not count, they are alike everywhere.

export const MIN_LINES = 8;
export const MIN_TOKENS = 60;

/**
 * @typedef {{path: string, start: number, end: number}} Place first and last line, from 1
 * @typedef {{lines: number, tokens: number, first: Place, second: Place}} Block lines: significant lines that are equal
 */

/**
 * Finds each block once per copy, paired with an earlier occurrence. Time and memory grow with the number of lines, however often one
 * block is repeated.
 *
 * @param {Array<{path: string, text: string}>} files
 * @param {(first: string, second: string) => boolean} [counts] whether a copy between two files is of interest
 * @returns {{blocks: Block[], significantLines: number, duplicatedLines: number}} blocks: the largest first
 */
export function findDuplicateBlocks(files, counts = () => true) {
  const ids = new Map();
  const sources = files.map(({ path, text }) => ({ path, lines: significantLines(text, ids), copied: new Set() }));
  const firstAt = new Map();
  const blocks = [];
  for (const [fileIndex, source] of sources.entries()) {
    for (let at = 0; at + MIN_LINES <= source.lines.length; at++) {
      const key = windowKey(source.lines, at);
      const earlier = firstAt.get(key);
      if (earlier === undefined) {
        firstAt.set(key, { fileIndex, at });
        continue;
      }
      const length = commonLength({ lines: sources[earlier.fileIndex].lines, at: earlier.at }, { lines: source.lines, at });
      const block = describeBlock(sources[earlier.fileIndex], earlier.at, { source, at, length });
      const overlaps = earlier.fileIndex === fileIndex && earlier.at + length > at;
      if (overlaps || block.tokens < MIN_TOKENS || !counts(block.first.path, block.second.path)) continue;
      blocks.push(block);
      for (let i = at; i < at + length; i++) source.copied.add(i);
      at += length - 1;
    }
  }
  return {
    blocks: blocks.sort((a, b) => b.tokens - a.tokens || compare(a.first, b.first) || compare(a.second, b.second)),
    significantLines: sources.reduce((sum, { lines }) => sum + lines.length, 0),
    duplicatedLines: sources.reduce((sum, { copied }) => sum + copied.size, 0),
  };
}

/** Each distinct line has one number, so that windows compare and hash cheaply. */
function significantLines(text, ids) {
  const lines = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const body = raw.trim();
    if (!/[A-Za-z0-9]/.test(body) || /^(\/\/|#|\*|\/\*|--|import\b|from\b|export \* from|use\b|package\b|#include)/.test(body)) continue;
    let id = ids.get(body);
    if (id === undefined) {
      id = { number: ids.size, tokens: body.match(/\w+|[^\w\s]/g).length };
      ids.set(body, id);
    }
    lines.push({ id: id.number, tokens: id.tokens, line: index + 1 });
  }
  return lines;
}

function windowKey(lines, at) {
  let key = '';
  for (let i = at; i < at + MIN_LINES; i++) key += `${lines[i].id.toString(36)},`;
  return key;
}

function commonLength(a, b) {
  let length = MIN_LINES;
  while (
    a.at + length < a.lines.length &&
    b.at + length < b.lines.length &&
    a.lines[a.at + length].id === b.lines[b.at + length].id &&
    (a.lines !== b.lines || a.at + length < b.at)
  ) {
    length++;
  }
  return length;
}

function describeBlock(first, firstAt, { source, at, length }) {
  const copied = source.lines.slice(at, at + length);
  return {
    lines: length,
    tokens: copied.reduce((sum, { tokens }) => sum + tokens, 0),
    first: { path: first.path, start: first.lines[firstAt].line, end: first.lines[firstAt + length - 1].line },
    second: { path: source.path, start: copied[0].line, end: copied.at(-1).line },
  };
}

function compare(a, b) {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start;
}
