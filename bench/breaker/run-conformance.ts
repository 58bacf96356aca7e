import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type CaseFile, explain, type ReadCase, readCases } from './read-cases.ts';
import { runCase } from './run-case.ts';
import { runPoolCase } from './run-pool-case.ts';

export interface CaseResult {
  id: string;
  agree: string | null;
  result: 'passed' | 'failed' | 'skipped';
  why: string | null;
}

const USAGE = 'usage: npm run conformance:breaker -- CASES.json [--json OUT]';

/** Runs every case; what asks for something unknown is skipped with the reason. */
export function runCases({ cases, poolCases }: CaseFile): { cases: CaseResult[]; pool: CaseResult[] } {
  return { cases: cases.map(judgeCase), pool: poolCases.map((value) => ({ id: value.id, agree: null, ...runPoolCase(value) })) };
}

function judgeCase(value: ReadCase): CaseResult {
  const { id, agree } = value;
  if (!value.ok) return { id, agree, result: 'skipped', why: value.why };
  const why = runCase(value.config, value.steps);
  return { id, agree, result: why === null ? 'passed' : 'failed', why };
}

const count = (results: readonly CaseResult[], of: CaseResult['result']) => results.filter(({ result }) => result === of).length;

/** The command. Gives the exit code: 0 when nothing failed. */
export function runConformance(args: string[]): number {
  let options: { file: string; json: string | undefined };
  let read: CaseFile;
  try {
    options = readArguments(args);
    read = readCases(options.file);
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? `not a file of breaker cases: ${explain(error)}`
        : error instanceof Error
          ? error.message
          : String(error);
    process.stderr.write(`${why}\n${USAGE}\n`);
    return 1;
  }
  const { cases, pool } = runCases(read);
  for (const { id, agree, result, why } of [...pool, ...cases])
    if (result !== 'passed') console.log(`${result} ${id} (${agree ?? 'pool'}): ${why}`);
  if (pool.length > 0)
    console.log(`rules of pools: ${count(pool, 'passed')} of ${pool.length} hold, ${count(pool, 'skipped')} not understood`);
  const summary = { passed: count(cases, 'passed'), failed: count(cases, 'failed'), skipped: count(cases, 'skipped') };
  console.log(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ ...summary, cases, pool_cases: pool }, null, 2)}\n`);
  return summary.failed + count(pool, 'failed') === 0 ? 0 : 1;
}

/** @throws TypeError when the command line is not understood */
function readArguments(args: string[]): { file: string; json: string | undefined } {
  const { values, positionals } = parseArgs({ args, options: { json: { type: 'string' } }, allowPositionals: true });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new TypeError('one file of cases is needed');
  return { file, json: values.json };
}
