// Runs the steps: two at a time, a step that wants the machine alone by itself, each after what it waits for.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { countTests } from './count-tests.mjs';
import { reportFile } from './steps.mjs';

const LANES = 2;

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ name: string, passed: number, failed: number, seconds: number, note?: string, flaky: string[], output: string }} Outcome */

/** Runs one command to its end. `sink` gets what it prints as it comes. */
function runCommand(args, { env, sink, children }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    child.stdout.on('data', sink);
    child.stderr.on('data', sink);
    child.once('error', (error) => sink(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** @param {Step} step @returns {Promise<Outcome>} */
async function runStep(step, { children, sink }) {
  const started = performance.now();
  const file = reportFile(step.name);
  const chunks = [];
  fs.rmSync(file, { force: true });
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const env = { ...inherited, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const keep = (chunk) => {
    chunks.push(chunk);
    if (step.alone) sink(chunk);
  };
  let exitCode = 0;
  for (const command of step.commands) {
    exitCode = await runCommand(command, { env, sink: keep, children });
    if (exitCode !== 0) break;
  }
  const counts = countTests({ kind: step.report, file, exitCode });
  return { name: step.name, ...counts, seconds: (performance.now() - started) / 1000, output: Buffer.concat(chunks).toString() };
}

/** Which of the waiting steps may start beside those that run. Steps that want the machine alone come after all others. */
function startable(waiting, running) {
  if (running.length >= LANES || running.some((step) => step.alone)) return undefined;
  const unfinished = new Set([...waiting, ...running].map((step) => step.name));
  const free = waiting.filter((step) => !(step.after ?? []).some((name) => unfinished.has(name)));
  const shared = free.find((step) => !step.alone);
  if (shared || running.length > 0 || waiting.some((step) => !step.alone)) return shared;
  return free[0];
}

/**
 * Runs all steps and returns their outcomes in the order in which they ended. What parallel steps print is held back until they end.
 * @param {Step[]} steps
 * @param {{ onStart(step: Step): void, onEnd(step: Step, outcome: Outcome): void, sink(chunk: Buffer): void, children: Set<import('node:child_process').ChildProcess> }} hooks
 * @returns {Promise<Outcome[]>}
 */
export async function runSteps(steps, hooks) {
  const waiting = [...steps];
  const running = new Map();
  const outcomes = [];
  while (waiting.length > 0 || running.size > 0) {
    for (let step = startable(waiting, [...running.keys()]); step; step = startable(waiting, [...running.keys()])) {
      waiting.splice(waiting.indexOf(step), 1);
      hooks.onStart(step);
      running.set(
        step,
        runStep(step, hooks).then((outcome) => ({ step, outcome })),
      );
    }
    const { step, outcome } = await Promise.race(running.values());
    running.delete(step);
    outcomes.push(outcome);
    hooks.onEnd(step, outcome);
  }
  return outcomes;
}
