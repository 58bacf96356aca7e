// The report as Markdown. Everything that comes from the repository passes through plain() or code().

import { MAX_COMMITS } from './commit-log.mjs';
import { code, percent, plain, table } from './markdown.mjs';

const TOP_FINDINGS = 20;
const ROWS = 10;

/** @param {object} review what write-report.mjs joined */
export function renderReport(review) {
  const sections = [
    `# ${plain(review.title)}`,
    plain(review.summary, 600),
    describeSource(review.survey),
    section('Scores', scoreTable(review.areas)),
    section('Top findings', findingTable(review.findings.slice(0, TOP_FINDINGS))),
    section('Folders', folderTable(review.folders)),
    section('Hot spots', hotSpotTable(review.history)),
    section('Ownership', ownershipTable(review.history)),
    section('Files that change together', couplingTable(review.coupling)),
    section('Longest functions', functionTable(review.folders)),
    section('Largest files', fileTable(review.folders)),
    section('Copied blocks', blockTable(review.folders, review.duplicates)),
    section('Imports', describeImports(review.imports)),
    section('Licences', licenceTable(review.licences)),
    section('How the scores are computed', formulas(review.areas)),
    section('What was not measured', review.gaps.map((gap) => `- ${plain(gap, 400)}`).join('\n')),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function section(title, body) {
  return body ? `## ${title}\n\n${body}` : '';
}

function describeSource(survey) {
  const source = {
    commit: `Commit ${code(survey.commit ?? '')}${survey.shallow ? ' of a shallow clone' : ''}`,
    index: 'The index of a repository without a commit',
    archive: 'An unpacked source archive without git',
  }[survey.source];
  const megabytes = (survey.bytes / 2 ** 20).toFixed(1);
  return `${source}: ${survey.files} files, ${megabytes} MB, of these ${survey.code_files} source files (${survey.test_files} tests) and ${survey.generated_files} generated files.`;
}

function scoreTable(areas) {
  const rows = areas.map(({ title, weight, score }) => [plain(title), score === null ? 'not measured' : String(score), String(weight)]);
  return table(['Area', 'Score (0–100)', 'Weight'], rows);
}

function findingTable(findings) {
  if (findings.length === 0) return 'None.';
  const rows = findings.map(({ severity, area, title, path, line }) => [severity, area, plain(title, 240), place(path, line)]);
  return table(['Severity', 'Area', 'Finding', 'Where'], rows);
}

function folderTable(folders) {
  if (folders.length === 0) return 'None.';
  const rows = folders.map(({ name, files, code_lines, score, facts, history, finding_count }) => [
    code(name),
    String(files),
    String(code_lines),
    percent(facts.duplicated_lines, facts.significant_lines),
    history.commits === undefined ? '–' : String(history.commits),
    history.bus_factor ? String(history.bus_factor) : '–',
    String(finding_count),
    score === null ? '–' : String(score),
  ]);
  return table(['Folder', 'Files', 'Code lines', 'Copied', 'Commits', 'Bus factor', 'Findings', 'Score'], rows);
}

function hotSpotTable(history) {
  if (!history.measured || history.files.length === 0) return '';
  const rows = history.files
    .slice(0, ROWS)
    .map((f) => [code(f.path), String(f.commits), String(f.recent), `+${f.added} −${f.deleted}`, String(f.authors)]);
  const head = ['File', 'Commits', 'In the last 90 days before the newest commit', 'Lines', 'Authors'];
  return `From ${history.commits} commits between ${history.from} and ${history.to}.\n\n${table(head, rows)}`;
}

function ownershipTable(history) {
  if (!history.measured || history.authors.length === 0) return '';
  const rows = history.authors.map(({ name, changes, share }) => [plain(name, 60), String(changes), `${(share * 100).toFixed(1)} %`]);
  const factor = `Bus factor ${history.bus_factor}: the fewest people who made more than half of the changes. One change is one file in one commit.`;
  return `${factor}\n\n${table(['Author', 'Changes', 'Share'], rows)}`;
}

function couplingTable(coupling) {
  if (!coupling.measured || coupling.pairs.length === 0) return '';
  const rows = coupling.pairs
    .slice(0, ROWS)
    .map((pair) => [code(pair.a), code(pair.b), String(pair.shared), `${Math.round(pair.degree * 100)} %`, pair.crosses ? 'yes' : 'no']);
  return table(['File', 'File', 'Shared commits', 'Of the less changed one', 'Across folders'], rows);
}

function functionTable(folders) {
  const functions = folders
    .flatMap((folder) => folder.longest_functions)
    .sort(byLines)
    .slice(0, ROWS);
  if (functions.length === 0) return '';
  return table(
    ['Function', 'Own lines', 'Where'],
    functions.map(({ name, lines, path, line }) => [code(name), String(lines), place(path, line)]),
  );
}

function fileTable(folders) {
  const files = folders
    .flatMap((folder) => folder.largest_files)
    .sort(byLines)
    .slice(0, ROWS);
  if (files.length === 0) return '';
  return table(
    ['File', 'Lines'],
    files.map(({ path, lines }) => [code(path), String(lines)]),
  );
}

function blockTable(folders, duplicates) {
  const blocks = [...folders.flatMap((folder) => folder.blocks), ...(duplicates.blocks ?? [])].sort(
    (a, b) => b.lines - a.lines || byPath(a.second, b.second),
  );
  if (blocks.length === 0) return '';
  return table(
    ['Lines', 'First', 'Copy'],
    blocks
      .slice(0, ROWS)
      .map(({ lines, first, second }) => [String(lines), place(first.path, first.start), place(second.path, second.start)]),
  );
}

function describeImports(imports) {
  if (!imports.measured) return '';
  const counts = `${imports.modules} modules, ${imports.edges} imports between them, ${imports.cycle_count} cycles, ${imports.orphan_modules} modules that nothing imports.`;
  const cycles = imports.cycles
    .slice(0, ROWS)
    .map((cycle) => `- Cycle of ${cycle.size}: ${cycle.members.map((path) => code(path)).join(', ')}`);
  const orphans = imports.orphans.slice(0, ROWS).map((path) => `- Nothing imports ${code(path)}`);
  const top = imports.most_imported.slice(0, 5).map(({ path, importers }) => [code(path), String(importers)]);
  return [counts, [...cycles, ...orphans].join('\n'), top.length > 0 && table(['Most imported', 'Importers'], top)]
    .filter(Boolean)
    .join('\n\n');
}

function licenceTable(licences) {
  const rows = [
    ...licences.texts.map(({ path, licence }) => [code(path), 'text', licence === null ? 'unknown' : plain(licence)]),
    ...licences.declared.map(({ path, licence }) => [code(path), 'declaration', licence === null ? 'none' : plain(licence)]),
  ];
  return rows.length === 0 ? '' : table(['File', 'Kind', 'Licence'], rows.slice(0, ROWS));
}

function formulas(areas) {
  const rows = areas.map(({ title, formula }) => `- **${plain(title)}**: ${plain(formula, 400)}`);
  return `Every score is kept between 0 and 100. The whole is the mean of the measured areas by weight. At most the newest ${MAX_COMMITS} commits are read.\n\n${rows.join('\n')}`;
}

function place(path, line) {
  return code(line === null ? path : `${path}:${line}`, 200);
}

function byLines(a, b) {
  return b.lines - a.lines || byPath(a, b);
}

function byPath(a, b) {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
