import { TaskDocumentError } from '../lib/failure.mjs';
import { rankFindings } from '../lib/finding.mjs';
import { renderReport } from '../lib/report.mjs';
import { AREAS, overallScore, scoreAreas, sumFacts } from '../lib/score.mjs';
import { isObject } from '../lib/task-document.mjs';

const WHOLE = ['survey', 'history', 'coupling', 'imports', 'duplicates', 'licences'];

/**
 * Joins everything into the scored report.
 *
 * @param {object} input `survey`, `history`, `coupling`, `imports`, `duplicates`, `licences` and `folders`, the folder assessments
 * @param {(line: string) => void} log
 * @returns {Promise<{title: string, score: number | null, summary: string, areas: object[], artifacts: object[]}>} every entry of
 *   `artifacts` {name, media_type, content} becomes an artifact of the run
 */
export async function writeReport(input, log) {
  for (const name of WHOLE) if (!isObject(input[name])) throw new TaskDocumentError(`input.${name} is not a measurement`);
  if (!Array.isArray(input.folders)) throw new TaskDocumentError('input.folders is not a list of assessments');
  const folders = input.folders.filter((folder) => isObject(folder) && folder.skipped !== true);
  log(`joining ${folders.length} folders and ${WHOLE.length} measurements of the whole repository`);
  const facts = collectFacts(input, folders);
  const scores = scoreAreas(facts);
  const score = overallScore(scores);
  const findings = rankFindings([...folders.flatMap((folder) => folder.findings), ...wholeFindings(input)]);
  const areas = AREAS.map(({ key, title, weight, formula }) => ({ key, title, weight, formula, score: scores[key] }));
  const title = `Repository review: ${input.survey.repository}`;
  const summary = summarise({ survey: input.survey, score, areas, findings });
  log(summary);
  const content = renderReport({ ...input, folders, title, summary, areas, facts, findings, gaps: listGaps(input, folders) });
  return {
    title,
    score,
    summary,
    areas: areas.map(({ key, title: name, score: value }) => ({ key, title: name, score: value })),
    top_findings: findings.slice(0, 10),
    artifacts: [{ name: 'repository-review.md', media_type: 'text/markdown', content }],
  };
}

function collectFacts({ history, coupling, imports, duplicates, licences }, folders) {
  const facts = sumFacts(folders.map((folder) => folder.facts));
  if (folders.length === 0) return facts;
  // The significant lines are the folders'; the copies between folders come on top of those inside them.
  facts.duplicated_lines += duplicates.duplicated_lines ?? 0;
  for (const severity of ['high', 'medium', 'low']) facts[severity] += licences[severity];
  if (history.measured) facts.authors = history.author_count;
  if (imports.measured) {
    for (const key of ['modules', 'cyclic_modules', 'orphan_modules']) facts[key] = imports[key];
  }
  if (coupling.measured) {
    for (const key of ['coupling_files', 'crossing_files']) facts[key] = coupling[key];
  }
  return facts;
}

function wholeFindings({ coupling, imports, duplicates, licences }) {
  const pairs = (coupling.pairs ?? [])
    .filter((pair) => pair.crosses)
    .map((pair) => ({
      area: 'coupling',
      severity: 'low',
      title: `changes together with ${pair.b} (${pair.shared} commits, ${Math.round(pair.degree * 100)} %)`,
      path: pair.a,
      line: null,
      weight: pair.shared / 5,
    }));
  const cycles = (imports.cycles ?? []).map((cycle) => ({
    area: 'structure',
    severity: 'medium',
    title: `import cycle of ${cycle.size} modules, through ${cycle.to}`,
    path: cycle.from,
    line: cycle.line,
    weight: cycle.size,
  }));
  const copies = (duplicates.blocks ?? []).map(({ lines, first, second }) => ({
    area: 'duplication',
    severity: 'medium',
    title: `${lines} lines copied across folders from ${first.path}:${first.start}`,
    path: second.path,
    line: second.start,
    weight: lines / 10,
  }));
  return [...pairs, ...cycles, ...copies, ...licences.findings];
}

function summarise({ survey, score, areas, findings }) {
  const measured = areas.filter((area) => area.score !== null).sort((a, b) => a.score - b.score);
  if (score === null || survey.files === 0) return `${survey.repository} has nothing to measure: ${survey.files} files.`;
  const [weakest] = measured;
  const high = findings.filter((finding) => finding.severity === 'high').length;
  const parts = [
    `${survey.repository} scores ${score} of 100 over ${measured.length} of ${areas.length} areas.`,
    `Weakest: ${weakest.title.toLowerCase()} (${weakest.score}).`,
    `${findings.length} findings listed, ${high} of them high.`,
  ];
  return parts.join(' ');
}

/** What was not measured, and why: one line each. */
function listGaps({ survey, history, coupling, imports, duplicates }, folders) {
  const gaps = [];
  if (survey.history_gap) gaps.push(`Churn, ownership and coupling: ${survey.history_gap}.`);
  else for (const part of [history, coupling]) if (!part.measured) gaps.push(`History: ${part.reason}.`);
  if (history.note) gaps.push(`History in part: ${history.note}.`);
  if (!imports.measured) gaps.push(`Import structure: ${imports.reason}.`);
  else if (imports.unread_modules > 0) gaps.push(`Imports of ${imports.unread_modules} modules: too large, or too many.`);
  if (duplicates.unread_files > 0)
    gaps.push(`Duplicates in ${duplicates.unread_files} source files: not readable as text, or too much text.`);
  const languages = [...new Set(folders.flatMap((folder) => folder.without_functions))].sort();
  if (languages.length > 0)
    gaps.push(`Function lengths in ${languages.join(', ')}: no rule for the language, or files too large to parse.`);
  const unread = sumFacts(folders.map((folder) => folder.unread_files));
  const reasons = Object.entries(unread).map(([reason, count]) => `${count} ${reason}`);
  if (reasons.length > 0) gaps.push(`Contents of files that are not plain text of at most 1 MB: ${reasons.sort().join(', ')}.`);
  if (survey.submodules.length > 0) gaps.push(`Submodules (${survey.submodules.length}): they are other repositories.`);
  gaps.push('Whether tests pass, types check or the program works: no code of the reviewed repository is ever run.');
  gaps.push('Licences and weaknesses of dependencies: they are not part of the repository, and nothing is looked up on a network.');
  return gaps;
}
