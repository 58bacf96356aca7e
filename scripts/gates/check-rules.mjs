// The gate of names, words and rules: files are named for what they do, the text holds no notes to self and no paths of one machine,
// and tests and docs/spec.md speak of the same rules.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const CODE = /\.(ts|tsx|mts|mjs|cjs)$/;
const TEST = /\.(test|spec)\.tsx?$/;
/** Names that say nothing about what is inside. */
const EMPTY_NAME = /(^|[/-])(utils?|helpers?|managers?|misc|common)(\/|\.[a-z])|[/-]v\d+\.[a-z]/;
/** In pieces, so that this file passes its own gate. */
const FORBIDDEN_WORDS = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['/wo', 'rk/'],
  ['/tmp/', 'wt'],
].map((parts) => new RegExp(`(?<![A-Za-z_-])${parts.join('')}(?![a-z_])`));
/** `it('[T4] ...`, `test.each(table)('[T4] ...`: any call whose first argument begins with an ID. */
const TITLE = /\(\s*['"`]\[([A-Z][A-Z]*\d+[a-z]?)\]/g;
const UNRULED_TITLE = /^\s*(?:it|test)\(\s*['"`](?!\[)/gm;
const RULE = /^(?:[-*|]\s*)?\**\[?([A-Z][A-Z]*\d+[a-z]?)\]?\**[\s:.|]/gm;

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file && fs.existsSync(file));
const read = (file) => fs.readFileSync(file, 'utf8');
const faults = [];

for (const file of files.filter((name) => CODE.test(name))) {
  if (EMPTY_NAME.test(file)) faults.push(`${file}: the name says nothing about what is inside`);
  const text = read(file);
  for (const word of FORBIDDEN_WORDS) if (word.test(text)) faults.push(`${file}: contains ${word.source}`);
}

const tested = new Map();
for (const file of files.filter((name) => TEST.test(name))) {
  const text = read(file);
  for (const [, id] of text.matchAll(TITLE)) tested.set(id, file);
  for (const match of text.matchAll(UNRULED_TITLE)) {
    const lineNumber = text.slice(0, match.index + match[0].length).split('\n').length;
    faults.push(`${file}:${lineNumber}: the title does not begin with a rule ID`);
  }
}
const written = fs.existsSync('docs/spec.md') ? [...read('docs/spec.md').matchAll(RULE)].map(([, id]) => id) : [];
const rules = new Set(written);
for (const id of new Set(written.filter((each, at) => written.indexOf(each) !== at))) faults.push(`docs/spec.md: has two rules ${id}`);
for (const [id, file] of tested) if (!rules.has(id)) faults.push(`${file}: tests ${id}, which docs/spec.md does not have`);
for (const id of rules) if (!tested.has(id)) faults.push(`docs/spec.md: no test bears ${id}`);

for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${rules.size} rules, ${tested.size} tested, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
