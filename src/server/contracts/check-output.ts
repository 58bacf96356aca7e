import type { CommandHost } from '../agents/launch-command.ts';
import type { AgentLimits } from '../agents/limits.ts';
import type { ConditionEvaluator } from '../conditions/evaluate-conditions.ts';
import type { Contract } from '../core/contract/contract.ts';
import type { CheckResult } from '../core/contract/verdict.ts';
import { checkCommand } from './check-command.ts';
import { checkHttp, type HttpCheckTools } from './check-http.ts';
import { checkCondition, checkSchema } from './check-in-thread.ts';
import { checkJudge, type JudgeTools } from './check-judge.ts';
import type { CheckSubject } from './check-subject.ts';

export interface CheckTools {
  evaluator: ConditionEvaluator;
  host: CommandHost & { limits: AgentLimits };
  /** Loaded with the first check that needs it. */
  http(): Promise<HttpCheckTools>;
  judge: JudgeTools;
}

type Step = () => Promise<CheckResult>;

function stepsOf(contract: Contract, tools: CheckTools, subject: CheckSubject & { signal: AbortSignal }): Step[] {
  const { schema, condition, command, http, judge } = contract;
  const steps: Step[] = [];
  if (schema !== undefined) steps.push(() => checkSchema(tools.evaluator, schema, subject));
  if (condition !== undefined) steps.push(() => checkCondition(tools.evaluator, condition, subject));
  if (command !== undefined) steps.push(() => checkCommand(tools.host, command, subject));
  if (http !== undefined) steps.push(async () => checkHttp(await tools.http(), http, subject));
  if (judge !== undefined) steps.push(() => checkJudge(tools.judge, judge, subject));
  return steps;
}

/** Every check of a contract that needs no person, from cheap to dear, up to the first that refuses. */
export async function checkOutput(
  contract: Contract,
  tools: CheckTools,
  subject: CheckSubject & { signal: AbortSignal },
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const step of stepsOf(contract, tools, subject)) {
    const result = await step();
    results.push(result);
    if (result.verdict === 'rejected' || subject.signal.aborted) break;
  }
  return results;
}
