// node bench/render-benchmarks.mjs FILE: puts the figures of a report into docs/benchmarks.md, between its two markers there.
import fs from 'node:fs';
import path from 'node:path';
import { reportTables } from './report-tables.mjs';
import { uiTables } from './ui-tables.mjs';

const PAGE = path.resolve(import.meta.dirname, '../docs/benchmarks.md');
/** By kind of report: the name of its block on the page, and what goes into it. */
const BLOCKS = { engine: ['figures', reportTables], ui: ['ui', uiTables] };

const file = process.argv[2];
if (!file) {
  console.error('usage: node bench/render-benchmarks.mjs FILE');
  process.exit(1);
}
const report = JSON.parse(fs.readFileSync(file, 'utf8'));
if (report.format !== 1) throw new Error(`${file} is not a report of this version`);
const [name, tables] = BLOCKS[report.kind ?? 'engine'];
const [BEGIN, END] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
const page = fs.readFileSync(PAGE, 'utf8');
const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
if (before < 0 || after < before) throw new Error(`${PAGE} has lost its markers`);
fs.writeFileSync(PAGE, `${page.slice(0, before + BEGIN.length)}\n${tables(report)}\n${page.slice(after)}`);
