import type { ConditionEvaluator } from '../conditions/evaluate-conditions.ts';
import { type CheckResult, cut, MAX_REASON } from '../core/contract/verdict.ts';
import type { CheckSubject } from './check-subject.ts';

// The two checks that need nothing but the output. Both run in the evaluator's thread: an output may be made to keep a pattern or a
// condition busy for ever. Whatever stops them there is the output's doing, so it is a rejection, never a doubt.

export async function checkSchema(evaluator: ConditionEvaluator, schema: object, subject: CheckSubject): Promise<CheckResult> {
  const [answer] = await evaluator.evaluate([{ schemaText: JSON.stringify(schema), outputText: subject.outputText }]);
  return resultOf('schema', answer?.ok === true && answer.value, answer?.ok === false ? answer.message : 'it does not meet the schema');
}

export async function checkCondition(evaluator: ConditionEvaluator, source: string, subject: CheckSubject): Promise<CheckResult> {
  const { outputText, scope, task } = subject;
  const [answer] = await evaluator.evaluate([{ source, scope: { ...scope, task }, outputText }]);
  return resultOf('condition', answer?.ok === true && answer.value, answer?.ok === false ? answer.message : `it is false: ${source}`);
}

function resultOf(check: 'schema' | 'condition', holds: boolean, fault: string): CheckResult {
  return { check, verdict: holds ? 'verified' : 'rejected', quality: null, reason: holds ? null : cut(fault, MAX_REASON) };
}
