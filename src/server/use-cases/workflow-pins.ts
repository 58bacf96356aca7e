import type { Principal } from '../core/access/principal.ts';
import { InvalidError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import { MAX_PIN, MAX_PINS } from '../core/run/trial.ts';
import { dropPin, listPins, putPin, type StoredPin } from '../db/workflow-pins.ts';
import type { Deps } from '../deps.ts';
import { loadWorkflow } from './read-workflow.ts';
import { recordAudit } from './record-audit.ts';

// Outputs that stand in for tasks when parts of a draft are tried. They belong to the draft: no version has any.

/** @throws NotFoundError */
export async function readPins(deps: Deps, id: string): Promise<StoredPin[]> {
  const { uuid } = await loadWorkflow(deps, id);
  return listPins(deps.db.pool, uuid);
}

/** @throws NotFoundError, InvalidError for an output that is too large, or one too many */
export async function pinOutput(
  deps: Deps,
  { id, taskId, output }: { id: string; taskId: string; output: JsonValue },
  principal: Principal,
): Promise<StoredPin[]> {
  const { uuid } = await loadWorkflow(deps, id);
  const size = JSON.stringify(output).length;
  if (size > MAX_PIN) {
    throw new InvalidError(`${size} characters are more than the ${MAX_PIN} that can be pinned`, [
      { path: 'output', message: 'is too large: draw on the results of a run instead' },
    ]);
  }
  const stored = await putPin(deps.db.pool, uuid, { taskId, output, by: principal.id, most: MAX_PINS });
  if (!stored) throw new InvalidError(`${MAX_PINS} outputs are pinned already`, [{ path: 'task_id', message: 'would be one too many' }]);
  await recordAudit(deps, { actor: principal, action: 'workflow.pin', subject: `workflow:${id}`, detail: { task_id: taskId } });
  return listPins(deps.db.pool, uuid);
}

/** Does nothing where nothing is pinned. @throws NotFoundError */
export async function unpinOutput(deps: Deps, { id, taskId }: { id: string; taskId: string }, principal: Principal): Promise<StoredPin[]> {
  const { uuid } = await loadWorkflow(deps, id);
  if (await dropPin(deps.db.pool, uuid, taskId))
    await recordAudit(deps, { actor: principal, action: 'workflow.unpin', subject: `workflow:${id}`, detail: { task_id: taskId } });
  return listPins(deps.db.pool, uuid);
}
