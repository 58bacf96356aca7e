import { EMPTY_SLOT, openFolder } from '../lib/folder-input.mjs';
import { findFunctions } from '../lib/function-spans.mjs';
import { isGenerated, isTest, languageOf } from '../lib/language.mjs';
import { LONG_FILE_LINES, LONG_FUNCTION_LINES } from '../lib/score.mjs';
import { readTexts } from '../lib/snapshot.mjs';

const LISTED = 15;

/**
 * Lines, languages, long files and long functions of a folder. Generated files are counted and left out; the functions of tests are
 * not held against them, a test is a list of cases.
 *
 * @param {{path: string, folder?: object | null}} input
 * @param {(line: string) => void} log
 */
export async function measureCode(input, log) {
  if (input.folder === null) return EMPTY_SLOT;
  const { snapshot, slot, files } = await openFolder(input);
  log(`${slot.name}: reading ${files.length} files`);
  const tally = createTally();
  for await (const { file, text, reason } of readTexts(snapshot, files)) {
    tally.bytes += file.size;
    if (text === null) tally.unread[reason] = (tally.unread[reason] ?? 0) + 1;
    else if (isGenerated(file.path)) tally.generated += 1;
    else addFile(tally, file, text);
  }
  const functions = tally.functions.sort((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1) || a.line - b.line);
  const longest = functions[0];
  log(`${slot.name}: ${tally.codeLines} lines of code${longest ? `, longest function ${longest.name} (${longest.lines} lines)` : ''}`);
  return {
    measured: true,
    files: files.length,
    bytes: tally.bytes,
    code_files: tally.sizes.length,
    code_lines: tally.codeLines,
    generated_files: tally.generated,
    unread_files: tally.unread,
    languages: [...tally.languages]
      .map(([name, counts]) => ({ name, ...counts }))
      .sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1)),
    without_functions: [...tally.withoutFunctions].sort(),
    function_count: tally.functionCount,
    function_lines: tally.functionLines,
    long_function_excess: tally.longFunctionExcess,
    long_file_excess: tally.sizes.reduce((sum, { lines }) => sum + Math.max(0, lines - LONG_FILE_LINES), 0),
    long_files: tally.sizes.filter(({ lines }) => lines > LONG_FILE_LINES).map(({ path }) => path),
    largest_files: tally.sizes.sort((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1)).slice(0, LISTED),
    longest_functions: functions.slice(0, LISTED),
  };
}

function createTally() {
  return {
    bytes: 0,
    codeLines: 0,
    generated: 0,
    unread: {},
    languages: new Map(),
    sizes: [],
    functions: [],
    functionCount: 0,
    functionLines: 0,
    longFunctionExcess: 0,
    withoutFunctions: new Set(),
  };
}

function addFile(tally, file, text) {
  const language = languageOf(file.path);
  if (!language) return;
  const lines = countLines(text);
  tally.codeLines += lines;
  tally.sizes.push({ path: file.path, lines });
  const counts = tally.languages.get(language.name) ?? { files: 0, lines: 0 };
  counts.files += 1;
  counts.lines += lines;
  tally.languages.set(language.name, counts);
  const functions = language.functions && findFunctions(file.path, text, language.functions);
  if (!functions) tally.withoutFunctions.add(language.name);
  else if (!isTest(file.path)) addFunctions(tally, file.path, functions);
}

function addFunctions(tally, path, functions) {
  tally.functionCount += functions.length;
  for (const { name, start, lines } of functions) {
    tally.functionLines += lines;
    tally.longFunctionExcess += Math.max(0, lines - LONG_FUNCTION_LINES);
    tally.functions.push({ path, line: start, name, lines });
  }
}

function countLines(text) {
  if (text === '') return 0;
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
