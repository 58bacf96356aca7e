import type { AgentCall } from '../../src/server/agents/adapter.ts';
import type { AttemptOutcome } from '../../src/server/core/task/settle.ts';
import type { Deps } from '../../src/server/deps.ts';
import type { PlacedTask } from '../../src/server/use-cases/dispatch-tasks.ts';
import { remembers, tryRecall, tryRemember } from '../../src/server/use-cases/recall-memory.ts';

const rememberedTask = ({ task, spec }: PlacedTask) => ({
  taskId: task.id,
  taskType: spec.taskType,
  name: task.name,
  description: spec.description ?? null,
});

/** What is known that concerns an attempt, where its agent asks for it. */
export async function recall(deps: Deps, placed: PlacedTask): Promise<AgentCall['memory']> {
  return remembers(placed.agent) ? tryRecall(deps, placed.agent.id, rememberedTask(placed)) : undefined;
}

/** Keeps a result where its agent asks for it. */
export async function remember(deps: Deps, placed: PlacedTask, outcome: AttemptOutcome): Promise<void> {
  if (outcome.kind !== 'completed' || !remembers(placed.agent)) return;
  await tryRemember(deps, placed.agent.id, { ...rememberedTask(placed), outputText: outcome.outputText });
}
