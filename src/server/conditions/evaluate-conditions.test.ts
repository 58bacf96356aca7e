import { afterAll, describe, expect, it } from 'vitest';
import type { ExpressionScope } from '../core/expression/scope.ts';
import { conditionThreadUrl, createConditionEvaluator } from './evaluate-conditions.ts';

const scope: ExpressionScope = {
  input: { n: 3, list: Array.from({ length: 2_000 }, (_, at) => at) },
  context: {},
  tasks: { a: { status: 'completed', output: { score: 0.9 }, error: null } },
};
// 20 doublings of a 2,000 item list: within every static limit, far beyond the clock or the memory of the thread.
const hostile = `size(input.list${'.map(x, [x])'.repeat(3)}${Array.from({ length: 14 }, () => '.map(x, x + x + x + x)').join('')}) > 0`;

describe('condition evaluator', () => {
  const evaluator = createConditionEvaluator({ timeoutMs: 100, threadUrl: conditionThreadUrl(import.meta.url) });
  afterAll(() => evaluator.close());

  it('[E12] answers in the order of the items, errors included', async () => {
    const answers = await evaluator.evaluate([
      { source: 'tasks.a.output.score > 0.5', scope },
      { source: 'input.missing == 1', scope },
      { source: 'input.n > 5', scope },
      { source: 'this is not CEL', scope },
    ]);
    expect(answers).toMatchObject([{ ok: true, value: true }, { ok: false }, { ok: true, value: false }, { ok: false }]);
  });

  it('[E13] a condition that blocks is ended and leaves its neighbours unharmed', async () => {
    const started = performance.now();
    const [before, blocked, after] = await evaluator.evaluate([
      { source: 'input.n == 3', scope },
      { source: hostile, scope },
      { source: 'input.n == 3', scope },
    ]);
    expect(before).toEqual({ ok: true, value: true });
    expect(blocked).toMatchObject({ ok: false });
    expect(after).toEqual({ ok: true, value: true });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('[E14] a closed evaluator says so', async () => {
    const closed = createConditionEvaluator({ timeoutMs: 100, threadUrl: conditionThreadUrl(import.meta.url) });
    await closed.close();
    expect(await closed.evaluate([{ source: 'true', scope }])).toEqual([{ ok: false, message: 'the evaluator is closed' }]);
  });
});
