import type { Principal } from '../core/access/principal.ts';
import { PreconditionFailedError } from '../core/errors.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import type { WorkflowView } from '../core/workflow/workflow-view.ts';
import { publishDraft } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';
import { loadWorkflow, readWorkflow } from './read-workflow.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Makes the draft the version that runs. A draft that is published already is left as it is: no empty version.
 * @throws NotFoundError, InvalidDefinitionError (rules may have grown since it was saved), PreconditionFailedError when somebody saved
 *   since `ifMatch`, or meanwhile
 */
export async function publishWorkflow(
  deps: Deps,
  input: { id: string; ifMatch?: number | null | undefined },
  principal: Principal,
): Promise<WorkflowView> {
  const workflow = await loadWorkflow(deps, input.id);
  validateDefinition(workflow.draft);
  const seen = input.ifMatch ?? workflow.revision;
  if (seen === workflow.revision) {
    const view = await readWorkflow(deps, input.id);
    if (view.revision === seen && !view.hasUnpublishedChanges) return view;
  }
  const version = await publishDraft(deps.db, workflow.uuid, { versionId: deps.newId(), seen, by: principal.id });
  if (version === null) throw new PreconditionFailedError(`the draft was saved by somebody else; it is at revision ${workflow.revision}`);
  await recordAudit(deps, {
    actor: principal,
    action: 'workflow.publish',
    subject: `workflow:${input.id}`,
    detail: { version, revision: seen },
  });
  return readWorkflow(deps, input.id);
}
