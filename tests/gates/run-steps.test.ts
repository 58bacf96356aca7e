import { expect, it } from 'vitest';
import { runSteps } from '../../scripts/gates/run-steps.mjs';

const end = (code: number) => ['-e', `process.exit(${code})`];

async function runAndWatch(steps: Parameters<typeof runSteps>[0]) {
  const running = new Set<string>();
  const seen: { name: string; beside: string[] }[] = [];
  const outcomes = await runSteps(steps, {
    children: new Set(),
    sink: () => true,
    onStart: (step) => {
      seen.push({ name: step.name, beside: [...running] });
      running.add(step.name);
    },
    onEnd: (step) => running.delete(step.name),
  });
  return { outcomes, seen };
}

it('[H8] a failing step does not stop the others, and its later commands do not run', async () => {
  const { outcomes } = await runAndWatch([
    { name: 'first', title: '', commands: [end(1), ['-e', 'console.log("ran on")']] },
    { name: 'second', title: '', commands: [end(0)], after: ['first'] },
  ]);
  expect(outcomes).toMatchObject([
    { name: 'first', passed: 0, failed: 1, output: '' },
    { name: 'second', passed: 1, failed: 0 },
  ]);
});

it('[H8] two steps run at a time, and a step that wants the machine alone runs last and by itself', async () => {
  const { seen } = await runAndWatch([
    { name: 'alone', title: '', commands: [end(0)], alone: true },
    { name: 'one', title: '', commands: [end(0)] },
    { name: 'two', title: '', commands: [end(0)] },
    { name: 'three', title: '', commands: [end(0)] },
  ]);
  expect(seen.slice(0, 2)).toEqual([
    { name: 'one', beside: [] },
    { name: 'two', beside: ['one'] },
  ]);
  expect(seen.at(-1)).toEqual({ name: 'alone', beside: [] });
});
