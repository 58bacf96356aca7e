import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dataTables } from '../data-tables.mjs';
import { readCommit, readMachine } from '../engine/describe-machine.ts';
import { openStack, type Stack } from '../engine/open-stack.ts';
import { readOptions as readStackOptions } from '../engine/read-options.ts';
import { ensureFleet } from '../engine/seed-fleet.ts';
import type { DataReport, Found } from './figures.ts';
import { addBurst } from './fold-history.ts';
import { measureCards } from './measure-cards.ts';
import { measureCost } from './measure-cost.ts';
import { measureRetention } from './measure-retention.ts';
import { measureViewers } from './measure-viewers.ts';
import { measureVitals } from './measure-vitals.ts';
import { openBrowser } from './open-pages.ts';
import { type DataOptions, type Part, readOptions, WEB_PARTS } from './read-options.ts';
import { measureReads } from './read-pages.ts';
import { seedDay } from './seed-history.ts';

// What the control room takes with a day of work stored: 1,000,000 tasks with 10,000,000 events at --scale 1. How long its pages take to
// read, what measuring costs the road, what removing old points costs it, what fifty viewers see how late, and what a person feels.

const say = (line: string) => process.stderr.write(`${line}\n`);
/** The same password again in a folder that is kept. */
function adminPassword(keep: string | undefined): string {
  const fresh = randomBytes(24).toString('base64url');
  if (keep === undefined) return fresh;
  const file = path.join(keep, 'admin.password');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(keep, { recursive: true });
    fs.writeFileSync(file, fresh, { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8');
}

const load = () => os.loadavg()[0] ?? 0;

const needsWeb = (parts: ReadonlySet<Part>) => WEB_PARTS.some((part) => parts.has(part));

/** What needs the web; nothing without a build of these sources. */
async function* measureWeb(stack: Stack, { parts, cardSeconds }: DataOptions): AsyncGenerator<Found> {
  if (stack.web === null || !needsWeb(parts)) return;
  const browser = await openBrowser();
  try {
    if (parts.has('viewers')) yield await measureViewers(stack, stack.web, browser);
    if (parts.has('cards')) yield await measureCards(stack, stack.web, { browser, seconds: cardSeconds });
    if (parts.has('vitals')) yield await measureVitals(stack.web, browser, say);
  } finally {
    await browser.close();
  }
}

async function* measureAll(stack: Stack, options: DataOptions): AsyncGenerator<Found> {
  const { tasks, repetitions, parts } = options;
  const wants = (part: Part) => parts.has(part);
  const { deps } = stack;
  yield* measureWeb(stack, options);
  if (!wants('cost') && !wants('reads') && !wants('retention')) return;
  await seedDay(deps, tasks, say);
  await ensureFleet(deps);
  await addBurst(deps, say);
  if (wants('reads')) yield await measureReads(deps, repetitions, say);
  if (wants('cost')) yield await measureCost(deps, say);
  if (wants('retention')) yield await measureRetention(deps, say);
}

/** @returns the exit code: 0 when every promise is kept */
export async function benchData(args: string[]): Promise<number> {
  const options = readOptions(args);
  process.env.HIVE_ADMIN_EMAIL = 'bench@example.com';
  process.env.HIVE_ADMIN_PASSWORD = adminPassword(options.keep);
  const before = load();
  const stack = await openStack(readStackOptions(needsWeb(options.parts) ? [] : ['--no-web']), say, options.keep);
  try {
    const found: Found[] = [];
    for await (const part of measureAll(stack, options)) {
      found.push(part);
      for (const { name, value, met } of part.verdicts)
        say(`${name}: ${value} ${met === true ? 'PASS' : met === false ? 'FAIL' : 'not measured'}`);
    }
    const report: DataReport = {
      format: 1,
      kind: 'data',
      takenAt: new Date().toISOString(),
      commit: readCommit(),
      command: ['npm run bench:data --', ...args].join(' '),
      machine: readMachine(),
      tasks: options.tasks,
      loadAverage: [before, load()],
      verdicts: found.flatMap(({ verdicts }) => verdicts),
      reads: found.flatMap(({ reads = [] }) => reads),
    };
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${dataTables(report)}\n`);
    return report.verdicts.every(({ met }) => met !== false) ? 0 : 1;
  } finally {
    await stack.close();
  }
}
