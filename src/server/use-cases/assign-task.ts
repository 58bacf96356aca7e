import type { Principal } from '../core/access/principal.ts';
import { specUnder } from '../core/mode/orchestration-mode.ts';
import { isTerminalRun } from '../core/run/state.ts';
import { specOf } from '../core/task/spec.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { findAgent } from '../db/agents.ts';
import { readAssignment } from '../db/assignment.ts';
import { insertDecision } from '../db/decisions.ts';
import { readLiveCounts } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { loadFleet } from './load-fleet.ts';
import { type DecisionView, readDecision } from './read-decision.ts';

// Assigning one task: the router is asked first, and only when it names somebody is the task handed to the engine, as a run of its own.

/** How long the engine is given to place a task that the router could place; milliseconds. */
const PLACE_MS = 2_000;

export interface AssignedTask {
  success: boolean;
  /** Of the task; null when none was made. */
  taskId: string | null;
  runId: string | null;
  decision: DecisionView | null;
  agent: { id: string; name: string; kind: string; status: string } | null;
  /** Why nobody has it; null on success. */
  reason: string | null;
  /** From asking to knowing. */
  assignmentTimeMs: number;
}

interface Routed {
  decisionId: string | null;
  agentId: string | null;
  reason: string | null;
}

/** Asks the router what it would do now, and keeps its answer as a decision without a task. */
async function route(deps: Deps, definition: ReturnType<typeof validateDefinition>): Promise<Routed> {
  const [task] = definition.tasks;
  if (!task) return { decisionId: null, agentId: null, reason: 'no task' };
  const [fleet, live] = await Promise.all([loadFleet(deps), readLiveCounts(deps.db.hot)]);
  const spec = specUnder(fleet.mode, specOf(task, definition));
  const [placement] = fleet.router.route({
    tasks: [{ taskId: task.task_id, spec, model: fleet.models.active }],
    inFlight: fleet.agents.map(({ id }) => live.get(id) ?? 0),
    now: Date.now(),
    random: deps.random,
    watch: (seen) => deps.breakers.watch(seen, Date.now()),
  });
  if (!placement) return { decisionId: null, agentId: null, reason: 'the router gave no answer' };
  if ('wait' in placement) return { decisionId: null, agentId: null, reason: placement.wait.detail };
  const decisionId = deps.newId();
  const { agentId, score, recordText } = placement;
  await insertDecision(deps.db.hot, { id: decisionId, agentId, score, strategy: spec.strategy, recordText });
  return { decisionId, agentId, reason: null };
}

/** Waits until the engine gave the run's task to an agent, or the time is over. */
async function placed(deps: Deps, runId: string): Promise<{ taskId: string; decisionId: string | null; waitDetail: string | null } | null> {
  const deadline = performance.now() + PLACE_MS;
  for (;;) {
    let wake = () => {};
    const changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const unsubscribe = deps.feed.subscribe((topic) => {
      if (topic === `run:${runId}` || topic === 'resync') wake();
    });
    const timer = setTimeout(wake, Math.max(0, Math.min(200, deadline - performance.now())));
    const found = await readAssignment(deps.db.hot, runId);
    const over = found?.decisionId != null || (found && isTerminalRun(found.runStatus)) || performance.now() >= deadline;
    if (!over) await changed;
    clearTimeout(timer);
    unsubscribe();
    if (over) return found;
  }
}

async function agentOf(deps: Deps, id: string | null): Promise<AssignedTask['agent']> {
  const agent = id === null ? null : await findAgent(deps.db, id);
  return agent && { id: agent.id, name: agent.name, kind: agent.kind, status: agent.status };
}

/**
 * Gives one task to the best agent now.
 * @param request.dryRun answers what would happen and does nothing
 */
export async function assignTask(
  deps: Deps,
  request: { definition: unknown; dryRun: boolean },
  principal: Principal,
): Promise<AssignedTask> {
  const startedAt = performance.now();
  const definition = validateDefinition(request.definition);
  const routed = await route(deps, definition);
  const answer = async (
    part: Omit<AssignedTask, 'assignmentTimeMs' | 'decision' | 'agent'>,
    decisionId: string | null,
  ): Promise<AssignedTask> => {
    const assignmentTimeMs = performance.now() - startedAt;
    const decision = decisionId === null ? null : await readDecision(deps, decisionId);
    return { ...part, decision, agent: await agentOf(deps, decision?.agentId ?? null), assignmentTimeMs };
  };
  if (request.dryRun || routed.agentId === null) {
    return answer({ success: routed.agentId !== null, taskId: null, runId: null, reason: routed.reason }, routed.decisionId);
  }
  const run = await executeWorkflow(deps, { definition: request.definition }, principal);
  const found = await placed(deps, run.runId);
  const reason = found?.decisionId == null ? (found?.waitDetail ?? 'queued: nobody has taken it yet') : null;
  return answer({ success: reason === null, taskId: found?.taskId ?? null, runId: run.runId, reason }, found?.decisionId ?? null);
}
