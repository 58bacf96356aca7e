import { describe, expect, it } from 'vitest';
import { InvalidDefinitionError } from '../errors.ts';
import { evaluateCondition, parseCondition } from './condition.ts';
import type { ExpressionScope } from './scope.ts';

const scope: ExpressionScope = {
  input: { n: 3, ratio: 2.5, list: [1, 2, 3], name: 'Ada', nothing: null },
  context: { team: 'blue' },
  tasks: {
    a: { status: 'completed', output: { score: 0.9 }, error: null },
    'b-c': { status: 'failed', output: null, error: { code: 'timeout' } },
  },
};
const evaluate = (source: string) => evaluateCondition(parseCondition(source), scope);

describe('condition', () => {
  it.each([
    ['input.n == 3', true],
    ['input.n + 1 == 4 && 1 + input.n == 4', true],
    ['input.ratio * 2 > 4.9 && 10 / input.ratio == 4', true],
    ['input.n % 2 == 1', true],
    ['input.n - 5 < 0', true],
    ['tasks.a.output.score >= 0.5', true],
    ['tasks["b-c"].error.code == "timeout"', true],
    ['tasks.all(id, tasks[id].status == "completed")', false],
    ['input.list.exists(x, x > 2)', true],
    ['input.list.filter(x, x > 1).map(x, x * 2).all(x, x > 2)', true],
    ['has(input.missing) && input.missing > 1', false],
    ['input.nothing == null', true],
    ['input.name.startsWith("A") ? context.team == "blue" : false', true],
    ['size(input.list) == 3', true],
  ])('[E9] %s is %s', (source, value) => {
    expect(evaluate(source)).toEqual({ ok: true, value });
  });

  it.each([
    'input.missing == 1',
    'input.n',
    'input.name > 3',
    'input.list[7] == 1',
    'tasks.zz.output == 1',
    'input.constructor == 1',
    'input.__proto__ == 1',
  ])('[E10] %s is an error, never "false"', (source) => {
    expect(evaluate(source)).toMatchObject({ ok: false, message: expect.stringMatching(/^[^\n]+$/) });
  });

  it.each([
    ['syntax', 'input.n =='],
    ['empty', ''],
    ['unknown name', 'process.exit'],
    ['unknown name', 'this.constructor'],
    ['unknown function', 'foo(1)'],
    ['constructor escape', 'constructor.constructor("return process")()'],
    ['matches', 'input.name.matches("^(a+)+$")'],
    ['matches in a receiver', 'input.name.matches("a").string() == "x"'],
    ['matches in a loop', 'input.list.all(x, input.name.matches("a"))'],
    ['matches in a map', '{"a": input.name.matches("a")}.a'],
    ['matches in a list', '[input.name.matches("a")][0]'],
    ['matches in an index', 'input.list[input.name.matches("a") ? 0 : 1] == 1'],
    ['matches in a branch', 'true ? true : input.name.matches("a")'],
    ['matches as a function', 'matches(input.name, "a")'],
    ['matches in has', 'has(input.name.matches("a").b)'],
    ['a loop in a loop', 'input.list.all(x, input.list.exists(y, y == x))'],
    ['a loop in a filter', 'input.list.filter(x, input.list.map(y, y).size() > 0).size() > 0'],
    ['bind', 'cel.bind(x, 1, x == 1)'],
    ['bytes', 'bytes("a") == bytes("b")'],
    ['no boolean', '1 + 1'],
    ['too long', `input.n == ${'1'.repeat(2_001)}`],
    ['too many parts', Array.from({ length: 200 }, () => 'input.n').join(' + ')],
    ['too deep', `${'('.repeat(900)}true${')'.repeat(900)}`],
    ['too deep', `${'!'.repeat(1_900)}true`],
    ['output outside of a contract', 'output.ok'],
    ['the own task outside of a contract', 'task.attempt == 1'],
  ])('[E11] refuses: %s', (_, source) => {
    expect(() => parseCondition(source)).toThrow(InvalidDefinitionError);
  });

  it.each([
    '1 + input.n == 4',
    'input.n + 1 + 1 == 5',
    '10 / input.ratio == 4',
    '7 % input.n == 1',
    '-input.n == -3',
    'input.list == [1, 2, 3]',
    'input.list.map(x, 2 * x) == [2, 4, 6]',
    '[1 + input.n] == [4]',
    '{"a": 1} == {"a": input.list[0]}',
    'size(input.list) == input.n',
    '(true ? input.n : 1) == 3',
    'input.n in [1, 2, 3] && 3 in input.list',
    '[1, 2].map(x, x + input.n) == [4, 5]',
  ])('[E17] a number from JSON equals a literal, on whichever side it stands: %s', (source) => {
    expect(evaluate(source)).toEqual({ ok: true, value: true });
  });

  it('[E15] a contract sees the output, and a loop variable of that name hides it', () => {
    const contract = parseCondition('output.ok && tasks.a.output.score > 0', ['output', 'task']);
    expect(contract.references).toEqual({ tasks: ['a'], input: false, context: false, output: true });
    expect(evaluateCondition(contract, { ...scope, output: { ok: true } })).toEqual({ ok: true, value: true });
    const own = { id: 'i', task_id: 'b', name: 'B', task_type: 'work', attempt: 2, agent_id: 'a', input: { n: 3 } };
    const bound = parseCondition('output.n == task.input.n && task.attempt < 3', ['output', 'task']);
    expect(evaluateCondition(bound, { ...scope, output: { n: 3 }, task: own })).toEqual({ ok: true, value: true });
    expect(evaluate('input.list.exists(output, output == 1)')).toEqual({ ok: true, value: true });
  });

  it('[E16] lists the tasks it names, however it writes them', () => {
    const { references } = parseCondition(
      'has(tasks.z.output) && tasks["b-c"].status == "failed" || input.list.all(t, t > tasks.a.output.min)',
    );
    expect(references).toEqual({ tasks: ['a', 'b-c', 'z'], input: true, context: false, output: false });
  });
});
