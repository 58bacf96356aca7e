import { TaskDocumentError } from '../lib/failure.mjs';
import { rankFindings } from '../lib/finding.mjs';
import { EMPTY_SLOT, parseSlot } from '../lib/folder-input.mjs';
import { LONG_FILE_LINES, LONG_FUNCTION_LINES, overallScore, scoreAreas } from '../lib/score.mjs';
import { isObject } from '../lib/task-document.mjs';

const LISTED = 20;

/**
 * Joins the four measurements of one folder: sums for the report, findings with their place, hot spots (often changed and long).
 *
 * @param {{folder: object | null, history: object, code: object, duplicates: object, security: object}} input
 * @param {(line: string) => void} log
 */
export async function assessFolder(input, log) {
  if (input.folder === null) return EMPTY_SLOT;
  const slot = parseSlot(input.folder);
  const { history, code, duplicates, security } = input;
  for (const [name, part] of Object.entries({ history, code, duplicates, security })) {
    if (!isObject(part)) throw new TaskDocumentError(`input.${name} is not a measurement`);
  }
  const facts = collectFacts({ history, code, duplicates, security });
  const scores = scoreAreas({ ...facts, authors: history.author_count });
  const findings = rankFindings([
    ...codeFindings(code),
    ...duplicateFindings(duplicates),
    ...security.findings,
    ...hotSpotFindings(history, code),
  ]);
  const score = overallScore(scores);
  log(`${slot.name}: ${score === null ? 'nothing to score' : `score ${score}`}, ${findings.length} findings`);
  return {
    name: slot.name,
    files: code.files,
    code_lines: code.code_lines,
    languages: code.languages,
    without_functions: code.without_functions,
    unread_files: security.unread_files,
    history: history.measured
      ? {
          commits: history.commits,
          author_count: history.author_count,
          bus_factor: history.bus_factor,
          authors: history.authors.slice(0, 3),
        }
      : { reason: history.reason },
    facts,
    scores,
    score,
    longest_functions: code.longest_functions.slice(0, 5),
    largest_files: code.largest_files.slice(0, 5),
    hot_files: history.measured ? history.files.slice(0, 5) : [],
    blocks: duplicates.blocks.slice(0, 5),
    finding_count: findings.length,
    findings: findings.slice(0, LISTED),
  };
}

function collectFacts({ history, code, duplicates, security }) {
  const facts = {
    code_lines: code.code_lines,
    long_file_excess: code.long_file_excess,
    function_lines: code.function_lines,
    long_function_excess: code.long_function_excess,
    significant_lines: duplicates.significant_lines,
    duplicated_lines: duplicates.duplicated_lines,
    scanned_files: security.scanned_files,
    high: security.high,
    medium: security.medium,
    low: security.low,
  };
  if (!history.measured) return facts;
  const long = new Set(code.long_files);
  return {
    ...facts,
    changes: history.changes,
    changes_on_long_files: history.changes_by_file.reduce((sum, [path, count]) => sum + (long.has(path) ? count : 0), 0),
    often_changed_files: history.often_changed_files,
    sole_author_files: history.sole_author_files,
  };
}

function codeFindings(code) {
  const functions = code.longest_functions
    .filter(({ lines }) => lines > LONG_FUNCTION_LINES)
    .map(({ path, line, name, lines }) => ({
      area: 'size',
      severity: lines > 3 * LONG_FUNCTION_LINES ? 'medium' : 'low',
      title: `function ${name} has ${lines} lines of its own`,
      path,
      line,
      weight: lines / LONG_FUNCTION_LINES,
    }));
  const files = code.largest_files
    .filter(({ lines }) => lines > LONG_FILE_LINES)
    .map(({ path, lines }) => ({
      area: 'size',
      severity: lines > 3 * LONG_FILE_LINES ? 'medium' : 'low',
      title: `${lines} lines in one file`,
      path,
      line: 1,
      weight: lines / LONG_FILE_LINES,
    }));
  return [...functions, ...files];
}

function duplicateFindings({ blocks }) {
  return blocks.map(({ lines, first, second }) => ({
    area: 'duplication',
    severity: lines >= 40 ? 'medium' : 'low',
    title: `${lines} lines copied from ${first.path}:${first.start}`,
    path: second.path,
    line: second.start,
    weight: lines / 10,
  }));
}

function hotSpotFindings(history, code) {
  if (!history.measured) return [];
  const lines = new Map(code.largest_files.map((file) => [file.path, file.lines]));
  return history.files
    .filter((file) => file.commits >= 10 && (lines.get(file.path) ?? 0) > LONG_FILE_LINES)
    .map((file) => ({
      area: 'focus',
      severity: 'medium',
      title: `hot spot: ${file.commits} commits (${file.recent} recent) on ${lines.get(file.path)} lines`,
      path: file.path,
      line: 1,
      weight: (file.commits * lines.get(file.path)) / 10_000,
    }));
}
