import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { InvalidDefinitionError } from '../errors.ts';
import { DEFINITION_LIMITS } from '../workflow/definition.ts';
import { type ConditionReferences, checkConditionSyntax, type SpecialName } from './condition-syntax.ts';
import { conditionWords, kindOf, kindOfValue } from './condition-words.ts';
import type { ExpressionScope } from './scope.ts';

// Conditions: a subset of CEL without regular expressions and without nested loops, over input, context, tasks (in a contract also output
// and task, in the until of a loop also output and iteration). Parsing is safe anywhere. Evaluation is bounded in depth and loops but not in time: outside of tests it runs in the thread
// of src/server/conditions, under a wall clock.

/** An accepted condition. */
export interface ParsedCondition {
  source: string;
  references: ConditionReferences;
  /** @internal */
  run: ParseResult;
}

export type ConditionResult = { ok: true; value: boolean } | { ok: false; message: string };

export const CONDITION_LIMITS = {
  length: DEFINITION_LIMITS.conditionLength,
  nodes: 300,
  depth: 24,
  listElements: 100,
  mapEntries: 100,
  callArguments: 10,
} as const;

const environment = createEnvironment();

/**
 * Numbers in JSON are doubles, literals without a point are ints: arithmetic between the two has to be spelled out. Its result is a
 * double, and must be declared so: taken for an int, `1 + input.n == 4` would compare by type and be silently false.
 */
function createEnvironment(): Environment {
  const env = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: CONDITION_LIMITS.nodes,
      maxDepth: CONDITION_LIMITS.depth,
      maxListElements: CONDITION_LIMITS.listElements,
      maxMapEntries: CONDITION_LIMITS.mapEntries,
      maxCallArguments: CONDITION_LIMITS.callArguments,
    },
  });
  for (const name of ['input', 'context', 'tasks', 'output', 'task', 'iteration']) env.registerVariable(name, 'dyn');
  const arithmetic: Record<string, (left: number, right: number) => number> = {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => left / right,
  };
  for (const [operator, apply] of Object.entries(arithmetic)) {
    const mixed = (left: unknown, right: unknown) => apply(Number(left), Number(right));
    env.registerOperator(`double ${operator} int: double`, mixed);
    env.registerOperator(`int ${operator} double: double`, mixed);
  }
  const remainder = (left: unknown, right: unknown) => Number(left) % Number(right);
  for (const types of ['double % int', 'int % double', 'double % double']) env.registerOperator(`${types}: double`, remainder);
  return env;
}

/**
 * Parses a condition.
 * @param known the special names it may use: a contract's `output` and `task`, a loop's `output` and `iteration`
 * @throws InvalidDefinitionError with one fault at path "" that says what is wrong
 */
export function parseCondition(source: string, known: readonly SpecialName[] = []): ParsedCondition {
  if (source.length > CONDITION_LIMITS.length) throw refuse(`a condition has at most ${CONDITION_LIMITS.length} characters`);
  let run: ParseResult;
  try {
    run = environment.parse(source);
  } catch (error) {
    throw refuse(conditionWords(error, source));
  }
  const syntax = checkConditionSyntax(run.ast as ASTNode, known);
  if (!syntax.ok) throw refuse(syntax.message);
  const check = run.check();
  if (!check.valid) throw refuse(conditionWords(check.error, source));
  if (check.type !== undefined && check.type !== 'bool' && check.type !== 'dyn')
    throw refuse(`a condition is true or false, this one is ${kindOf(check.type)}`);
  return { source, references: syntax.references, run };
}

/** Evaluates without a time limit. A missing key, a type that does not fit and a result that is no boolean are errors, never "false". */
export function evaluateCondition(condition: ParsedCondition, scope: ExpressionScope): ConditionResult {
  try {
    const value: unknown = condition.run(scope);
    if (typeof value === 'boolean') return { ok: true, value };
    return { ok: false, message: `a condition is true or false, this one gave ${kindOfValue(value)}` };
  } catch (error) {
    return { ok: false, message: conditionWords(error, condition.source) };
  }
}

function refuse(message: string): InvalidDefinitionError {
  return new InvalidDefinitionError(message, [{ path: '', message }]);
}
