import { workflowBreaker } from '../core/breaker/resource.ts';
import { findBegunRuns, writeRunGenerations } from '../db/breaker-grants.ts';
import type { ParkingRow } from '../db/place-attempts.ts';
import type { Queryable } from '../db/queryable.ts';
import type { QueuedTask, QueueRead } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';

/** Runs of the queue that may not begin yet, by the breaker of their workflow. Runs that have begun go on. */
async function heldRuns(deps: Pick<Deps, 'breakers'>, connection: Queryable, { runs }: QueueRead): Promise<Map<string, string>> {
  const now = Date.now();
  const asked = runs.flatMap(({ id, workflowId }) => {
    const answer = workflowId === null ? 'passes' : deps.breakers.askWorkflow(workflowId, now);
    return workflowId === null || answer === 'passes' ? [] : [{ runId: id, workflowId, answer }];
  });
  if (asked.length === 0) return new Map();
  const runIds = asked.map(({ runId }) => runId);
  const begun = await findBegunRuns(connection, runIds);
  const held = new Map<string, string>();
  const begins: { runId: string; generation: number }[] = [];
  for (const { runId, workflowId, answer } of asked.toSorted((a, b) => (a.runId < b.runId ? -1 : 1))) {
    if (begun.has(runId)) continue;
    const permit = answer === 'permit' ? await deps.breakers.acquire(workflowBreaker(workflowId), now) : null;
    if (permit === null) held.set(runId, workflowId);
    else begins.push({ runId, generation: permit.generation });
  }
  if (begins.length > 0) await writeRunGenerations(connection, begins);
  return held;
}

/**
 * Takes tasks out of what a pass read whose run may not begin. A run that is let begin keeps its permit however the pass ends.
 * @returns where those tasks are to be parked
 */
export async function holdWorkflows(deps: Pick<Deps, 'breakers' | 'db'>, read: QueueRead): Promise<ParkingRow[]> {
  if (!deps.breakers.holdsWorkflows()) return [];
  const held = await heldRuns(deps, deps.db.hot, read);
  if (held.size === 0) return [];
  const isHeld = ({ runId }: QueuedTask) => held.has(runId);
  const waiting = read.tasks.filter(isHeld);
  read.tasks = read.tasks.filter((task) => !isHeld(task));
  return waiting
    .filter(({ waitReason }) => waitReason !== 'breaker')
    .map(({ id, runId }) => {
      const workflowId = held.get(runId) ?? '';
      const detail = `runs of workflow ${workflowId} have failed in a row: its breaker lets no new one begin now`;
      return { taskId: id, runId, gateKey: `breaker:${workflowBreaker(workflowId)}`, reason: 'breaker', detail };
    });
}
