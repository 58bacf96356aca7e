import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWorkflow } from '../../../../tests/fixtures/random-graph.ts';
import { isTerminalTask, TASK_STATUSES, type TaskStatus } from '../task/state.ts';
import { planRun } from '../workflow/plan-run.ts';
import { validateDefinition } from '../workflow/validate-definition.ts';
import { type EarlierTask, planRerun, type RerunInput } from './plan-rerun.ts';
import { previewOf } from './rerun-view.ts';

const task = (task_id: string, dependencies: unknown[] = []) => ({ task_id, task_type: 'work', dependencies });

function plan(tasks: unknown[], more: object = {}) {
  let id = 0;
  const newId = () => {
    id += 1;
    return `id-${id}`;
  };
  return planRun({ definition: validateDefinition({ name: 'w', tasks, ...more }), runId: 'run', newId, input: {}, context: {}, now: 0 });
}

const NONE: ReadonlySet<string> = new Set();
const earlier = (statuses: Record<string, TaskStatus>) =>
  new Map(Object.entries(statuses).map(([key, status]) => [key, { id: `old-${key}`, status }]));
const rerun = (input: Pick<RerunInput, 'plan' | 'earlier'> & Partial<RerunInput>) =>
  planRerun({ overThen: null, fromTask: null, edited: NONE, changed: NONE, everything: false, ...input });
const doneAgain = (tasks: ReturnType<typeof planRerun>) => tasks.flatMap(({ key, because }) => (because ? [`${key} ${because}`] : []));

describe('planRerun', () => {
  const diamond = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];
  const allDone = earlier({ a: 'completed', b: 'completed', c: 'completed', d: 'completed' });

  it('[W20] takes over what completed and does the rest again', () => {
    const tasks = rerun({ plan: plan(diamond), earlier: earlier({ a: 'completed', b: 'completed', c: 'failed', d: 'skipped' }) });
    expect(tasks.map(({ key, reused, because, pending }) => [key, reused?.id, because, pending])).toEqual([
      ['a', 'old-a', undefined, 0],
      ['b', 'old-b', undefined, 0],
      ['c', undefined, 'unfinished', 0],
      ['d', undefined, 'follows', 1],
    ]);
  });

  it('[W20] does the named task and everything after it again', () => {
    expect(doneAgain(rerun({ plan: plan(diamond), earlier: allDone, fromTask: 'b' }))).toEqual(['b chosen', 'd follows']);
  });

  it('[MP9] a map that had begun and did not complete goes on, unless what it reads or says is another', () => {
    const tasks = [task('a'), { ...task('each', ['a']), map: { over: [1, 2] } }, task('b', ['each'])];
    const calls = { completed: 1, all: 2 };
    const resumedOf = (status: TaskStatus, more: Partial<RerunInput> = {}, done = calls) => {
      const before = new Map<string, EarlierTask>(earlier({ a: 'completed', b: 'skipped' })).set('each', {
        id: 'old-each',
        status,
        calls: done,
      });
      const planned = rerun({ plan: plan(tasks), earlier: before, ...more }).find(({ key }) => key === 'each');
      expect(planned?.spec.resumes).toBe(planned?.resumed === undefined ? undefined : 'old-each');
      return planned?.resumed;
    };
    const each = new Set(['each']);
    expect(resumedOf('failed')).toEqual(calls);
    expect(resumedOf('cancelled', { fromTask: 'each' })).toEqual(calls);
    expect(resumedOf('completed', { fromTask: 'each' })).toBeUndefined();
    expect(resumedOf('failed', { fromTask: 'a' })).toBeUndefined();
    expect(resumedOf('failed', { everything: true })).toBeUndefined();
    expect(resumedOf('failed', { edited: each })).toBeUndefined();
    expect(resumedOf('failed', { changed: each })).toBeUndefined();
    expect(resumedOf('failed', { overThen: new Set(['a']) })).toBeUndefined();
    expect(resumedOf('failed', {}, { completed: 0, all: 2 })).toBeUndefined();
  });

  it('[W20] does everything again when nothing is left to do', () => {
    expect(doneAgain(rerun({ plan: plan(diamond), earlier: allDone }))).toHaveLength(4);
  });

  it('[W20] keeps a failure handler skipped while what it handles stays completed', () => {
    const tasks = rerun({
      plan: plan([task('a'), task('onFail', [{ task_id: 'a', when: 'failed' }]), task('b', ['a'])]),
      earlier: earlier({ a: 'completed', onFail: 'skipped', b: 'failed' }),
    });
    expect(tasks.map(({ key, reused }) => [key, reused?.status])).toEqual([
      ['a', 'completed'],
      ['onFail', 'skipped'],
      ['b', undefined],
    ]);
  });

  it('[RE1] counts a dependency that was taken over and forbids its task as blocking', () => {
    const tasks = rerun({ plan: plan([task('a'), task('b', ['a'])]), earlier: earlier({ a: 'skipped', b: 'completed' }), fromTask: 'b' });
    expect(tasks[1]).toMatchObject({ pending: 0, blocked: 1, because: 'chosen' });
  });

  it('[BN3] keeps the ways closed of a branch that it takes over, and of no other', () => {
    const tasks = [task('choose'), task('open'), task('late', ['choose', 'open']), task('end', ['late'])];
    const before = new Map<string, EarlierTask>(earlier({ choose: 'completed', open: 'failed', end: 'skipped' }));
    before.set('late', { id: 'old-late', status: 'skipped', closedBy: ['choose'] });
    const planned = plan(tasks);
    const lateIn = (more: Partial<RerunInput> = {}) => rerun({ plan: planned, earlier: before, ...more }).find(({ key }) => key === 'late');
    const branch = planned.tasks[0]?.id;
    expect(lateIn()).toMatchObject({ pending: 1, blocked: 1, closed: [branch], because: 'follows' });
    expect(lateIn({ fromTask: 'late' })).toMatchObject({ blocked: 0, because: 'chosen' });
    expect(lateIn({ edited: new Set(['late']) })).toMatchObject({ blocked: 0 });
    expect(lateIn({ fromTask: 'choose' })).toMatchObject({ pending: 2, blocked: 0 });
    const done = new Map(before).set('open', { id: 'old-open', status: 'completed' }).set('end', { id: 'old-end', status: 'failed' });
    expect(lateIn({ earlier: done }), 'taken over itself').toMatchObject({ reused: { status: 'skipped' }, closed: [branch] });
    for (const more of [{ fromTask: 'late' }, { fromTask: 'choose' }]) expect(lateIn(more)).not.toHaveProperty('closed');
  });

  it('[RE2] does again what is edited, new, or changed since, each with its reason', () => {
    const tasks = rerun({
      plan: plan([...diamond, task('e', ['b'])]),
      earlier: allDone,
      edited: new Set(['c']),
      changed: new Set(['b']),
    });
    expect(doneAgain(tasks)).toEqual(['b changed', 'c edited', 'd follows', 'e new']);
    expect(previewOf(tasks, { version: 2, dropped: [] })).toMatchObject({ reused: 1, version: 2, again: [{ taskId: 'b' }, {}, {}, {}] });
  });

  it('[RE9] takes over from a checkpoint what was over then, whatever came to its end since', () => {
    const then = { plan: plan(diamond), overThen: new Set(['a', 'c']) };
    expect(doneAgain(rerun({ ...then, earlier: allDone }))).toEqual(['b later', 'd later']);
    const failed = earlier({ a: 'completed', b: 'completed', c: 'failed', d: 'skipped' });
    expect(doneAgain(rerun({ ...then, earlier: failed }))).toEqual(['b later', 'c unfinished', 'd later']);
  });

  it('[RE9] takes over nothing from a checkpoint of a run that was undone since', () => {
    const undoing = plan([{ ...task('a'), compensation: { task_type: 'undo' } }, task('b', ['a'])], { on_failure: 'rollback' });
    const tasks = rerun({
      plan: undoing,
      earlier: earlier({ a: 'completed', b: 'failed', $rollback: 'completed' }),
      overThen: new Set(['a']),
    });
    expect(doneAgain(tasks)).toEqual(['a everything', 'b everything', '$rollback follows']);
  });

  it('[RE1] whatever happened before: nothing reused waits for or follows what is done again, and what waits counts right', () => {
    const status = fc.constantFrom(...TASK_STATUSES);
    const cases = fc.record({
      workflow: randomWorkflow(14),
      statuses: fc.array(status, { minLength: 14, maxLength: 14 }),
      from: fc.option(fc.nat(13)),
      over: fc.option(fc.array(fc.nat(13))),
      sequential: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ workflow: { graph }, statuses, from, over, sequential }) => {
        const planned = plan(
          graph.dependencies.map((needed, at) =>
            task(
              `t${at}`,
              needed.map((each) => `t${each}`),
            ),
          ),
          sequential ? { execution_mode: 'sequential' } : {},
        );
        const before = new Map(graph.dependencies.map((_, at) => [`t${at}`, { id: `old-${at}`, status: statuses[at] as TaskStatus }]));
        const fromTask = from === null || from >= before.size ? null : `t${from}`;
        const overThen = over === null ? null : new Set(over.map((at) => `t${at}`));
        const tasks = rerun({ plan: planned, earlier: before, overThen, fromTask });
        const byId = new Map(tasks.map((each) => [each.id, each]));
        for (const each of tasks) {
          expect(each.reused === undefined).toBe(each.because !== undefined);
          if (each.reused) {
            expect(isTerminalTask(before.get(each.key)?.status ?? 'pending')).toBe(true);
            expect(overThen?.has(each.key) ?? true).toBe(true);
          }
          const open = planned.dependencies.filter(({ taskId, depId }) => taskId === each.id && byId.get(depId)?.reused === undefined);
          if (each.reused === undefined) expect(each.pending).toBe(open.length);
          else expect(open.filter(({ when }) => when !== 'turn')).toEqual([]);
        }
        expect(tasks.some(({ because }) => because !== undefined)).toBe(true);
      }),
    );
  });
});
