// node bench/render-benchmarks.mjs FILE...: puts the figures of reports of one kind into docs/benchmarks.md, between its two markers there.
import fs from 'node:fs';
import path from 'node:path';
import { register } from 'tsx/esm/api';
import { dataTables } from './data-tables.mjs';
import { reportTables } from './report-tables.mjs';
import { uiTables } from './ui-tables.mjs';

register();
const { chaosPage } = await import('./chaos/report.ts');

const PAGE = path.resolve(import.meta.dirname, '../docs/benchmarks.md');
/** By kind of report: the name of its block on the page, and what goes into it. */
const BLOCKS = {
  engine: ['figures', ([report]) => reportTables(report)],
  ui: ['ui', ([report]) => uiTables(report)],
  data: ['data', ([report]) => dataTables(report)],
  chaos: ['chaos', chaosPage],
};

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node bench/render-benchmarks.mjs FILE... (several of chaos: one per backend)');
  process.exit(1);
}
const reports = files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
const kinds = new Set(reports.map(({ kind = 'engine' }) => kind));
const [kind] = kinds;
if (kinds.size > 1 || (files.length > 1 && kind !== 'chaos')) throw new Error('several reports are rendered together only of chaos');
for (const [at, { format }] of reports.entries()) if (format !== 1) throw new Error(`${files[at]} is not a report of this version`);
const [name, tables] = BLOCKS[kind];
const [BEGIN, END] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
const page = fs.readFileSync(PAGE, 'utf8');
const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
if (before < 0 || after < before) throw new Error(`${PAGE} has lost its markers`);
fs.writeFileSync(PAGE, `${page.slice(0, before + BEGIN.length)}\n${tables(reports)}\n${page.slice(after)}`);
