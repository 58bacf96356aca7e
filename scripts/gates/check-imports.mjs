// The gate of the arrows: dependency-cruiser with .dependency-cruiser.cjs over every folder that holds code.
// A cruise that reads nothing finds nothing, and some versions of its parser do so in silence: every source file on disk must be cruised.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const BIN = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
const FOLDERS = ['src', 'workers', 'bin', 'bench', 'demo', 'scripts', 'tests', 'e2e'];
const SOURCE = /(?<!\.d)\.(ts|tsx|mts|mjs)$/;
const GENERATED = 'src/generated';
/** Bytes of JSON that a cruise of the whole project may print. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

const sourcesOn = (folders) =>
  folders
    .flatMap((folder) => fs.readdirSync(folder, { recursive: true }).map((name) => path.posix.join(folder, name.split(path.sep).join('/'))))
    .filter((file) => SOURCE.test(file) && !file.startsWith(GENERATED));

function cruise(folders) {
  const run = spawnSync(process.execPath, [BIN, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders], {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser gave no result: ${run.stderr || run.stdout}`);
  return JSON.parse(run.stdout);
}

const folders = FOLDERS.filter((folder) => fs.existsSync(folder));
const result = cruise(folders);
const cruised = new Set(result.modules.map((module) => module.source));
const unread = sourcesOn(folders).filter((file) => !cruised.has(file));
const violations = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
for (const line of violations) console.error(line);
for (const file of unread) console.error(`not-cruised: ${file}`);
console.log(`${cruised.size} modules, ${result.summary.totalDependenciesCruised} imports, ${violations.length + unread.length} faults`);
process.exitCode = violations.length + unread.length === 0 ? 0 : 1;
