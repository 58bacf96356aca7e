import type { ConditionEvaluator } from '../conditions/evaluate-conditions.ts';
import type { ExpressionScope } from '../core/expression/scope.ts';
import { chooseWay } from '../core/workflow/choose-way.ts';
import { branchSchema } from '../core/workflow/growing-task.ts';
import { closeWays } from '../db/grow-task.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { endUnplaced } from './end-unplaced.ts';

/**
 * Takes the first case of a branch that holds. The other ways are closed before the branch is completed; a crash in between changes
 * nothing, for whoever comes next finds the same.
 */
export async function chooseBranch(
  deps: Deps,
  evaluator: ConditionEvaluator,
  { task, scope }: { task: QueuedTask; scope: ExpressionScope },
): Promise<void> {
  const branch = branchSchema.parse(JSON.parse(task.inputText));
  let holds: number | null = null;
  for (const [at, { when }] of branch.cases.entries()) {
    const [answer] = await evaluator.evaluate([{ source: when, scope }]);
    if (answer === undefined || evaluator.closed()) return;
    if (!answer.ok) {
      const error = { code: 'condition_error', message: `cases.${at}.when: ${answer.message}`, retryable: false } as const;
      await endUnplaced(deps, task, { status: 'failed', error });
      return;
    }
    if (!answer.value) continue;
    holds = at;
    break;
  }
  const { notTaken, ...way } = chooseWay(branch, holds);
  if (notTaken.length > 0) await closeWays(deps.db.hot, task.id, notTaken);
  await endUnplaced(deps, task, { status: 'completed', error: null, outputText: JSON.stringify(way) });
}
