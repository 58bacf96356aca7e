// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWorkflow } from '../../../../tests/fixtures/random-graph.ts';
import { type Fault, InvalidError } from '../errors.ts';
import type { TaskStatus } from '../task/state.ts';
import { planRun } from '../workflow/plan-run.ts';
import { validateDefinition } from '../workflow/validate-definition.ts';
import type { EarlierTask } from './plan-rerun.ts';
import { planTrial } from './plan-trial.ts';
import { MAX_PIN, trialSchema } from './trial.ts';

const task = (task_id: string, dependencies: unknown[] = [], more: object = {}) => ({ task_id, task_type: 'work', dependencies, ...more });

function plan(tasks: unknown[]) {
  let id = 0;
  const newId = () => {
    id += 1;
    return `id-${id}`;
  };
  return planRun({ definition: validateDefinition({ name: 'w', tasks }), runId: 'run', newId, input: {}, context: {}, now: 0 });
}

const earlier = (statuses: Record<string, TaskStatus>) =>
  new Map(Object.entries(statuses).map(([key, status]) => [key, { id: `old-${key}`, status }]));

function trial(tasks: unknown[], asked: object, of: Record<string, TaskStatus> = {}) {
  const planned = planTrial({ plan: plan(tasks), trial: trialSchema.parse(asked), earlier: earlier(of) });
  return Object.fromEntries(
    planned.map(({ key, given, reused, pending, blocked }) => [
      key,
      given?.as ?? reused?.id ?? `waits ${pending}, blocked ${blocked ?? 0}`,
    ]),
  );
}

function faults(tasks: unknown[], asked: object): Fault[] {
  try {
    trial(tasks, asked);
  } catch (error) {
    if (error instanceof InvalidError) return error.faults;
    throw error;
  }
  return [];
}

const chain = [task('a'), task('b', ['a'], { input: { from: '${tasks.a.output}' } }), task('c', ['b']), task('d')];

describe('plan trial', () => {
  it('[DE23] a pinned task is not done, and what waits for it goes ahead', () => {
    expect(trial(chain, { pinned: { a: 7 } })).toEqual({
      a: 'pinned',
      b: 'waits 0, blocked 0',
      c: 'waits 1, blocked 0',
      d: 'waits 0, blocked 0',
    });
    const handled = [task('a'), task('rescue', [{ task_id: 'a', when: 'failed' }])];
    expect(trial(handled, { pinned: { a: 7 } })).toEqual({ a: 'pinned', rescue: 'waits 0, blocked 1' });
  });

  it('[BN3] a branch whose choice is taken over keeps its ways closed, but for what is asked for by name', () => {
    const tasks = [task('choose'), task('x', ['choose']), task('late', ['choose', 'x']), task('end', ['late'])];
    const before = new Map<string, EarlierTask>(earlier({ choose: 'completed' }));
    before.set('late', { id: 'old-late', status: 'skipped', closedBy: ['choose'] });
    const late = (asked: object) =>
      planTrial({ plan: plan(tasks), trial: trialSchema.parse(asked), earlier: before }).find(({ key }) => key === 'late');
    expect(late({ from: 'x' })).toMatchObject({ pending: 1, blocked: 1 });
    expect(late({ from: 'late' })).toMatchObject({ pending: 0, blocked: 0 });
  });

  it('[DE24] one task, everything to it, or everything from it', () => {
    expect(trial(chain, { only: 'c' })).toEqual({ a: 'left_out', b: 'left_out', c: 'waits 0, blocked 0', d: 'left_out' });
    expect(trial(chain, { until: 'b' })).toEqual({ a: 'waits 0, blocked 0', b: 'waits 1, blocked 0', c: 'left_out', d: 'left_out' });
    expect(trial(chain, { from: 'b', pinned: { a: {} } })).toEqual({
      a: 'pinned',
      b: 'waits 0, blocked 0',
      c: 'waits 1, blocked 0',
      d: 'left_out',
    });
  });

  it('[DE24] what is asked for by name is done, whatever its edges say', () => {
    const handled = [task('a'), task('rescue', [{ task_id: 'a', when: 'failed' }])];
    expect(trial(handled, { only: 'rescue', pinned: { a: 7 } })).toMatchObject({ rescue: 'waits 0, blocked 0' });
  });

  it('[DE25] what another run completed stands in for what is left out; what it did not complete, does not', () => {
    expect(trial(chain, { from: 'c' }, { a: 'completed', b: 'completed', d: 'failed' })).toEqual({
      a: 'old-a',
      b: 'old-b',
      c: 'waits 0, blocked 0',
      d: 'left_out',
    });
    expect(trial(chain, { from: 'c', pinned: { b: 1 } }, { b: 'completed' })).toMatchObject({ b: 'pinned' });
  });

  it.each<[string, object, string[]]>([
    ['an unknown task', { until: 'x', pinned: { y: 1 } }, ['trial.until', 'trial.pinned.y']],
    ['a task that reads what is left out', { only: 'b' }, ['trial.pinned.a']],
    ['nothing to do', { only: 'a', pinned: { a: 1 } }, ['trial']],
    ['an output that is too large', { pinned: { a: 'x'.repeat(MAX_PIN) } }, ['trial.pinned.a']],
  ])('[DE26] %s is refused at its place', (_, asked, places) => {
    expect(faults(chain, asked).map(({ path }) => path)).toEqual(places);
  });

  it('[DE26] a branch cannot be pinned, and a trial has one part', () => {
    const branch = [
      task('a'),
      { task_id: 'way', dependencies: ['a'], branch: { cases: [{ when: 'true', then: ['b'] }] } },
      task('b', ['way']),
    ];
    expect(faults(branch, { pinned: { way: {} } }).map(({ path }) => path)).toEqual(['trial.pinned.way']);
    expect(trialSchema.safeParse({ only: 'a', from: 'b' }).success).toBe(false);
  });

  it('[DE24] whatever the graph: what is done waits for what is done, and a part is never larger than the whole', () => {
    const cases = fc.record({ workflow: randomWorkflow(14), at: fc.nat(13), kind: fc.constantFrom('only', 'until', 'from') });
    fc.assert(
      fc.property(cases, ({ workflow: { graph }, at, kind }) => {
        const named = (places: readonly number[]) => places.map((place) => `t${place}`);
        const whole = plan(graph.dependencies.map((needed, place) => task(`t${place}`, named(needed))));
        const key = whole.tasks[at % whole.tasks.length]?.key as string;
        const planned = planTrial({ plan: whole, trial: trialSchema.parse({ [kind]: key }), earlier: new Map() });
        const done = new Set(planned.filter(({ given }) => given === undefined).map(({ id }) => id));
        for (const { id, pending } of planned.filter((each) => done.has(each.id)))
          expect(pending).toBe(whole.dependencies.filter(({ taskId, depId }) => taskId === id && done.has(depId)).length);
        expect(planned.find((each) => each.key === key)?.given).toBeUndefined();
      }),
    );
  });
});
