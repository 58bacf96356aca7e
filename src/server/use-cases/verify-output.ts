import { joinChecks, rejection } from '../core/contract/verdict.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptOutcome } from '../core/task/settle.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { ReferencedOutput } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { idempotencyKeyOf } from './idempotency-key-of.ts';
import type { OutputChecker } from './open-output-checker.ts';
import { buildScope } from './resolve-task-input.ts';
import { untilAnswered } from './until-answered.ts';

/** A result whose task has a contract, and where it came from. */
export interface ReturnedOutput {
  task: { id: string; runId: string; key: string; name: string; attempts: number; references: ReferencedOutput[] };
  spec: TaskSpec;
  attemptId: string;
  agentId: string;
  fence: number;
  /** As the agent got it. */
  input: JsonValue;
  run: { input: JsonValue; context: JsonValue };
  signal: AbortSignal;
}

/**
 * Turns a result that was returned into one that is verified, rejected (a failure that may be tried again) or a person's to decide. What
 * is no result, or has no contract, comes back as it is.
 */
export async function verifyOutput(
  deps: Deps,
  checker: OutputChecker,
  { returned, outcome }: { returned: ReturnedOutput; outcome: AttemptOutcome },
): Promise<AttemptOutcome> {
  const { contract } = returned.spec;
  if (contract === undefined || outcome.kind !== 'completed') return outcome;
  const { outputText, usage } = outcome;
  const { task, spec, attemptId, agentId, fence, input, run, signal } = returned;
  const read = { what: 'what a contract knows', ask: () => buildScope(deps, run, task.references), isOver: () => signal.aborted };
  const results = await checker.check(contract, {
    outputText,
    runId: task.runId,
    attemptId,
    task: { id: task.id, task_id: task.key, name: task.name, task_type: spec.taskType, attempt: fence, agent_id: agentId, input },
    idempotencyKey: idempotencyKeyOf(task.id, task.attempts),
    expectedQuality: spec.qualityThreshold,
    scope: await untilAnswered(deps, read),
    signal,
  });
  const verification = joinChecks(results, spec.leastQuality);
  if (verification.verdict === 'rejected') return { kind: 'failed', error: rejection(verification, outputText), usage, verification };
  if (contract.human !== undefined) return { kind: 'submitted', outputText, usage, verification, review: contract.human };
  return { ...outcome, verification };
}
