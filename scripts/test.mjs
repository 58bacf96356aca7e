// npm test: every check of the project. npm test -- --only format,types runs some.
// The last line is always "N passed, N failed", alone on its line; the exit code is 1 when anything failed.
import { parseArgs } from 'node:util';
import { runSteps } from './gates/run-steps.mjs';
import { STEPS } from './gates/steps.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? STEPS.map((step) => step.name);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')}; there are ${STEPS.map((step) => step.name).join(', ')}`);
  process.exit(1);
}

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exitCode = 1;
  });
}

const started = performance.now();
const seconds = (value) => `${value.toFixed(1)} s`.padStart(8);
const line = (outcome) => {
  const counts = `${String(outcome.passed).padStart(5)} passed ${String(outcome.failed).padStart(4)} failed`;
  return `${outcome.failed === 0 ? 'ok  ' : 'FAIL'}  ${outcome.name.padEnd(8)} ${seconds(outcome.seconds)} ${counts}${outcome.note ? `  (${outcome.note})` : ''}`;
};

const outcomes = await runSteps(
  STEPS.filter((step) => wanted.includes(step.name)),
  {
    children,
    sink: (chunk) => process.stdout.write(chunk),
    onStart: (step) => console.log(`\n==> ${step.name}: ${step.title}`),
    onEnd: (step, outcome) => {
      if (!step.alone && outcome.output.trim()) console.log(`\n--- ${step.name} printed\n${outcome.output.trimEnd()}`);
      console.log(`<== ${line(outcome)}`);
    },
  },
);

const total = (key) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
const order = (outcome) => STEPS.findIndex((step) => step.name === outcome.name);
console.log('\nsummary');
for (const outcome of outcomes.toSorted((a, b) => order(a) - order(b))) console.log(line(outcome));
for (const { name, flaky } of outcomes) {
  if (flaky.length === 0) continue;
  console.log(`FLAKY ${name.padEnd(8)} failed at first and passed when tried again: a race in the test or in the product, to be mended`);
  for (const title of flaky) console.log(`      ${title}`);
}
console.log(`      all      ${seconds((performance.now() - started) / 1000)}\n`);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 && !process.exitCode ? 0 : 1;
