// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveTemplate } from '../expression/references.ts';
import type { ExpressionScope } from '../expression/scope.ts';
import type { JsonValue } from '../json.ts';
import { taskDefinitionSchema } from '../workflow/definition.ts';
import { mapSchema } from '../workflow/growing-task.ts';
import type { AttemptError } from './attempt-outcome.ts';
import { type EndedCall, judgeLoop, judgeMap, MAX_CALLS_LENGTH, matchCompletedCalls, planMapCalls } from './repeated-call.ts';
import { callSpecOf, specOf } from './spec.ts';

const scopeOf = (input: JsonValue): ExpressionScope => ({ input, context: {}, tasks: {} });
const map = (over: object = {}) => mapSchema.parse({ over: '${input}', ...over });
const error: AttemptError = { code: 'timeout', message: 'late', retryable: true };
const done: EndedCall = { status: 'completed', error: null };
const failed: EndedCall = { status: 'failed', error };

describe('repeated calls', () => {
  it('[MP3] every item gets the call that it would have had as a task of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 20 }), (list) => {
        const items = list as JsonValue[];
        const planned = planMapCalls(
          map(),
          { value: '${item}', at: '${index}', text: 'no. ${index}', other: '${input[0]}' },
          scopeOf(items),
        );
        expect(planned).toHaveProperty('inputs');
        const { inputs } = planned as { inputs: JsonValue[] };
        expect(inputs).toHaveLength(items.length);
        for (const [index, input] of inputs.entries()) {
          const resolved = resolveTemplate(input, scopeOf(items));
          expect(resolved).toEqual({ value: { value: items[index], at: index, text: `no. ${index}`, other: items[0] } });
        }
      }),
    );
  });

  it('[MP9] a completed call is taken over for the very same input, each once, and as many as there are', () => {
    const texts = fc.array(fc.constantFrom('1', '2', '"a"', 'null'), { maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (inputs, before) => {
        const completed = before.map((inputText, at) => ({ id: `old-${at}`, inputText }));
        const matched = matchCompletedCalls(inputs, completed);
        const ids = matched.filter((id) => id !== undefined);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [at, id] of matched.entries()) if (id !== undefined) expect(before[Number(id.slice(4))]).toBe(inputs[at]);
        const countIn = (list: readonly string[], text: string) => list.filter((each) => each === text).length;
        const most = ['1', '2', '"a"', 'null'].map((text) => Math.min(countIn(inputs, text), countIn(before, text)));
        expect(ids.length).toBe(most.reduce((sum, each) => sum + each, 0));
      }),
    );
  });

  it('[MP4] the inputs of all items together are bounded', () => {
    const large = 'x'.repeat(1_000_000);
    const items = Array.from({ length: MAX_CALLS_LENGTH / 1_000_000 }, () => 0);
    const scope = { ...scopeOf(items), context: { large } };
    expect(planMapCalls(map(), '${index}${context.large}', scope)).toMatchObject({ error: { code: 'too_many_items', retryable: false } });
  });

  it('[MP5] a map fails exactly when the share of failed items is above its tolerance', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 10 }), (fails, tenths) => {
        const end = judgeMap(
          { failure_tolerance: tenths / 10 },
          fails.map((fail) => (fail ? failed : done)),
        );
        const share = fails.filter(Boolean).length / fails.length;
        expect(end.kind).toBe(share > tenths / 10 ? 'failed' : 'completed');
        expect(end.error?.detail?.failed ?? 0).toBe(fails.filter(Boolean).length);
      }),
    );
  });

  it('[MP5] tells each cause, of a hundred at most', () => {
    const end = judgeMap({ failure_tolerance: 1 }, [
      done,
      { status: 'cancelled', error: null },
      ...Array.from({ length: 200 }, () => failed),
    ]);
    expect(end.error).toMatchObject({ code: 'items_failed', message: '201 of 202 items failed; the first is item 1: it was cancelled' });
    const failures = end.error?.detail?.failures as JsonValue[];
    expect(failures).toHaveLength(100);
    expect(failures[1]).toEqual({ index: 2, code: 'timeout', message: 'timeout: late' });
  });

  it.each<[string, EndedCall, Parameters<typeof judgeLoop>[2]['until'], number, object]>([
    ['holds', done, { value: true }, 1, { kind: 'completed', error: null }],
    ['does not hold yet', done, { value: false }, 2, { kind: 'again' }],
    ['never held', done, { value: false }, 3, { kind: 'failed', error: { code: 'loop_exhausted', detail: { iterations: 3 } } }],
    [
      'has no value',
      done,
      { fault: 'no such key' },
      1,
      { kind: 'failed', error: { code: 'condition_error', message: expect.stringContaining('no such key') } },
    ],
    [
      'has nothing to look at',
      failed,
      null,
      2,
      { kind: 'failed', error: { code: 'iteration_failed', message: 'iteration 2 failed: timeout: late' } },
    ],
  ])('[LO1] a loop whose condition %s', (_, last, until, iteration, step) => {
    expect(judgeLoop({ max_iterations: 3 }, iteration, { last, until })).toMatchObject(step);
  });

  it('[MP3] a call is an ordinary task: nothing of the repetition is left in its spec but a limit', () => {
    const spec = (more: object) => specOf(taskDefinitionSchema.parse({ task_id: 'a', task_type: 'x', ...more }), { priority: 'medium' });
    const plain = spec({});
    expect(callSpecOf({ ...spec({ map: { over: [] }, condition: 'true' }), grown: 3 }, 'm')).toEqual(plain);
    expect(callSpecOf(spec({ map: { over: [], max_concurrency: 2 } }), 'm')).toEqual({ ...plain, group: { id: 'm', limit: 2 } });
    expect(callSpecOf({ ...spec({ loop: { until: 'true', max_iterations: 2 } }), grown: 1 }, 'm')).toEqual(plain);
  });
});
