import { describe, expect, it } from 'vitest';
import { evaluateCondition, parseCondition } from './condition.ts';
import type { ExpressionScope } from './scope.ts';

const scope: ExpressionScope = {
  input: { n: 3, list: [1, 2, 3], name: 'Ada', nothing: null },
  context: {},
  tasks: { a: { status: 'completed', output: { score: 0.9 }, error: null } },
};

function refusal(source: string): string {
  try {
    parseCondition(source);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('what is wrong with a condition', () => {
  it.each([
    ['', 'the condition is empty'],
    ['input.n ==', 'it ends too soon: something is missing after `input.n ==`'],
    ['(input.n == 3', 'it ends too soon: a ) is missing'],
    ['input.list == [1, 2', 'it ends too soon: a ] is missing'],
    ['input.n = 3', '`=` is not known here: write == (character 9)'],
    ['input.n === 3', '=== is not known: write == (character 11)'],
    ['input.n == 3 and true', '`and` is not known here: write && (character 14)'],
    ['input.n == 3)', '`)` does not belong here (character 13)'],
    ['input.n == 3 &&\n input.n # 4', '`#` does not belong here (line 2, character 10)'],
    ['input..n == 3', '`.` does not belong here (character 7)'],
    ['input.name == "abc', 'a text has no closing quote (it begins at character 15)'],
    ['if', '`if` is a reserved word and cannot be a name (character 1)'],
    ['inputs.n == 3', '`inputs` is not known: a condition reads input, context and tasks'],
    ['"a" > 1', '> does not go with text and a number, in `"a" > 1`'],
    ['!1', '! needs true or false, not a number, in `!1`'],
    ['size(1) == 1', 'size() cannot be called with a number, in `size(1)`'],
    ['"a".startsWith(1)', 'startsWith() of text cannot be called with a number, in `"a".startsWith(1)`'],
    ['true && 1', '&& and || need true or false on both sides, not a number, in `true && 1`'],
    ['has(input)', 'has() asks for a field, such as has(input.name), in `input`'],
    ['input.list.all(1, true)', 'a loop begins with a name of its own, such as all(x, x > 0), in `1`'],
    ['1 + 1', 'a condition is true or false, this one is a number'],
    [Array.from({ length: 200 }, () => 'input.n').join(' + '), 'it has more than 300 parts'],
    ['foo(1)', 'there is no function foo()'],
  ])('[E18] refused: %s', (source, words) => {
    expect(refusal(source)).toBe(words);
  });

  it.each([
    ['input.missing == 1', 'there is no `input.missing`'],
    ['tasks.zz.output == 1', 'there is no `tasks.zz`'],
    ['input.nothing.x == 1', 'there is no `input.nothing.x`'],
    ['input.list[7] == 1', 'there is no such entry, the list is shorter, in `input.list[7]`'],
    ['input.name > 3', '> does not go with text and a number, in `input.name > 3`'],
    ['!input.name', '! needs true or false, not text, in `!input.name`'],
    ['int(input.name) == 1', 'that cannot be read as a whole number, in `int(input.name)`'],
    ['input.n.startsWith("a")', 'startsWith() of a number cannot be called with text, in `input.n.startsWith("a")`'],
    ['input.n ? true : false', 'what decides must be true or false, not a number, in `n`'],
    [
      'timestamp(input.name) > timestamp("2026-01-01T00:00:00Z")',
      'timestamp() needs a time such as "2026-11-23T12:00:00Z", in `timestamp(input.name)`',
    ],
    ['input.n', 'a condition is true or false, this one gave a number'],
  ])('[E18] not to be evaluated: %s', (source, words) => {
    expect(evaluateCondition(parseCondition(source), scope)).toEqual({ ok: false, message: words });
  });

  it('[E18] says it in one line, however long the condition is', () => {
    expect(refusal(`${'input.n == 3 &&\n '.repeat(20)}input.n =`)).toMatch(/^`=` is not known here: write == \(line 21, character 10\)$/);
  });
});
