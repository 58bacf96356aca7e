// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { describe, expect, it } from 'vitest';
import { type TaskDefinition, writtenTaskSchema } from '../workflow/definition.ts';
import { expectCalls, expectedPart, expectWait, isReckoned, likelihoodOf, presencesOf, type TaskPast, wholeMs } from './expect-task.ts';

const task = (written: object): TaskDefinition => writtenTaskSchema.parse({ task_id: 'a', task_type: 'x', ...written });
const past = (over: number, more: Partial<TaskPast> = {}): TaskPast => ({ over, done: over, calls: null, elapsedMs: null, ...more });

describe('what a run is expected to do at a task', () => {
  it('[FL9] how often an agent is called stands in the definition, else in the last runs, else nowhere', () => {
    const map = task({ map: { over: '${input.files}' }, input: '${item}' });
    const loop = task({ loop: { until: 'output.ok', max_iterations: 5 } });
    expect(expectCalls(task({ map: { over: [1, 2, 3] } }), past(9, { calls: 7 }))).toEqual({ calls: 3, from: 'definition' });
    expect(expectCalls(map, past(5, { calls: 7.5 }))).toEqual({ calls: 8, from: 'history' });
    expect(expectCalls(map, past(4, { calls: 7 }))).toEqual({ calls: null, from: null });
    expect(expectCalls(loop, past(20, { calls: 2 }))).toEqual({ calls: 2, from: 'history' });
    expect(expectCalls(loop, undefined)).toEqual({ calls: null, from: null });
    expect(expectCalls(task({}), undefined)).toEqual({ calls: 1, from: 'definition' });
    expect(expectCalls(task({ approval: { title: 'Go?' } }), undefined)).toEqual({ calls: 0, from: 'definition' });
  });

  it('[FL9] a wait takes as long as its definition says, else as it took in the last runs', () => {
    expect(expectWait(task({ timer: { seconds: 3 } }), past(9, { elapsedMs: 1 }))).toEqual({ ms: 3_000, from: 'definition' });
    expect(expectWait(task({ approval: { title: 'Go?' } }), past(6, { elapsedMs: 60_000.4 }))).toEqual({ ms: 60_000, from: 'history' });
    expect(expectWait(task({ approval: { title: 'Go?' } }), past(6))).toEqual({ ms: null, from: null });
    expect(expectWait(task({ wait: { event: 'paid' } }), undefined)).toEqual({ ms: null, from: null });
  });

  it('[FL9] the items of a map go side by side as far as the fleet and the map allow, the rounds of a loop one after another', () => {
    const map = (max_concurrency?: number) => task({ map: { over: '${input.files}', ...(max_concurrency && { max_concurrency }) } });
    expect(wholeMs(map(), { callMs: 10, calls: 9, width: 4 })).toBe(30);
    expect(wholeMs(map(2), { callMs: 10, calls: 9, width: 4 })).toBe(50);
    expect(wholeMs(map(), { callMs: 10, calls: 0, width: 0 })).toBe(0);
    expect(wholeMs(task({ loop: { until: 'output.ok', max_iterations: 5 } }), { callMs: 10, calls: 3, width: 4 })).toBe(30);
    expect(wholeMs(map(), { callMs: 10, calls: null, width: 4 })).toBeNull();
  });

  it('[FL10] a condition, a branch and a failure decide whether a task is done, and what follows it', () => {
    const inOrder = [
      task({ task_id: 'first' }),
      task({ task_id: 'choose', dependencies: ['first'], branch: { cases: [{ when: 'true', then: ['left'] }], otherwise: ['right'] } }),
      task({ task_id: 'left', dependencies: ['choose'] }),
      task({ task_id: 'right', dependencies: ['choose'] }),
      task({ task_id: 'after-left', dependencies: ['left'] }),
      task({
        task_id: 'join',
        dependencies: [
          { task_id: 'left', when: 'always' },
          { task_id: 'right', soft: true },
        ],
      }),
      task({ task_id: 'repair', dependencies: [{ task_id: 'first', when: 'failed' }] }),
      task({ task_id: 'asked', condition: 'input.deep', dependencies: ['repair'] }),
    ];
    expect(Object.fromEntries(presencesOf(inOrder))).toEqual({
      ...{ first: 'always', choose: 'always', left: 'perhaps', right: 'perhaps', 'after-left': 'perhaps' },
      ...{ join: 'always', repair: 'on_failure', asked: 'on_failure' },
    });
  });

  it('[FL10] how likely it is stands in the last runs; without enough of them a way that may be taken counts, a handler of failures does not', () => {
    expect(likelihoodOf('always', undefined)).toBe(1);
    expect(likelihoodOf('perhaps', past(8, { done: 2 }))).toBe(0.25);
    expect(likelihoodOf('perhaps', past(4))).toBeNull();
    expect([isReckoned('perhaps', null), isReckoned('on_failure', null), isReckoned('perhaps', 0.25)]).toEqual([true, false, false]);
    expect([expectedPart('perhaps', null), expectedPart('on_failure', null), expectedPart('perhaps', 0.25)]).toEqual([1, 0, 0.25]);
  });
});
