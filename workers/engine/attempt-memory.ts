import type { AgentCall } from '../../src/server/agents/adapter.ts';
import type { AttemptOutcome } from '../../src/server/core/task/settle.ts';
import type { Deps } from '../../src/server/deps.ts';
import type { PlacedTask } from '../../src/server/use-cases/dispatch-tasks.ts';
import { recallForTask, rememberResult, remembers } from '../../src/server/use-cases/recall-memory.ts';

const rememberedTask = ({ task, spec }: PlacedTask) => ({
  taskId: task.id,
  taskType: spec.taskType,
  name: task.name,
  description: spec.description ?? null,
});

/** What is known that concerns an attempt, where its agent asks for it. A memory that does not answer keeps nobody from working. */
export async function recall(deps: Deps, placed: PlacedTask): Promise<AgentCall['memory']> {
  if (!remembers(placed.agent)) return undefined;
  try {
    return await recallForTask(deps, placed.agent.id, rememberedTask(placed));
  } catch (error) {
    deps.log.warn({ err: error, attemptId: placed.attemptId }, 'what is known could not be read');
    return [];
  }
}

/** Keeps a result where its agent asks for it. The result itself is stored already; what is lost here is only its memory. */
export async function remember(deps: Deps, placed: PlacedTask, outcome: AttemptOutcome): Promise<void> {
  if (outcome.kind !== 'completed' || !remembers(placed.agent)) return;
  try {
    await rememberResult(deps, placed.agent.id, { ...rememberedTask(placed), outputText: outcome.outputText });
  } catch (error) {
    deps.log.warn({ err: error, attemptId: placed.attemptId }, 'a result could not be remembered');
  }
}
