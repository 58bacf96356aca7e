import { describe, expect, it } from 'vitest';
import { ablatePersona, type Truth } from './ablate-persona.ts';

const run = (truth: Truth, persona: boolean) => [11, 12, 13].map((seed) => ablatePersona({ truth, seed, tasks: 600, persona }));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const success = (truth: Truth, persona: boolean) => mean(run(truth, persona).map((ablation) => ablation.success));

describe('ablation of the persona', () => {
  it('[PE44] where success depends on the style, a fleet with personas does better and the component stays on', () => {
    expect(success('matters', true)).toBeGreaterThan(success('matters', false) + 0.1);
    for (const { judgement, verdicts } of run('matters', true)) {
      expect(verdicts.at(-1)).toBe('on');
      expect(judgement.lift?.low).toBeGreaterThan(0);
    }
  });

  it('[PE45] where it does not, the trial finds no lift and most fleets end without the component', () => {
    const runs = run('does not matter', true);
    expect(mean(runs.map(({ judgement }) => Math.abs(judgement.lift?.mean ?? 1)))).toBeLessThan(0.1);
    expect(runs.filter(({ verdicts }) => verdicts.at(-1) === 'off').length).toBeGreaterThanOrEqual(2);
  });
});
