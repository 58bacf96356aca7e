import type { Principal } from '../core/access/principal.ts';
import { InvalidDefinitionError, PreconditionFailedError } from '../core/errors.ts';
import type { WorkflowView } from '../core/workflow/workflow-view.ts';
import { saveDraft } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';
import { acceptDefinition } from './accept-definition.ts';
import { readSource } from './read-source.ts';
import { loadWorkflow, readWorkflow } from './read-workflow.ts';
import { recordAudit } from './record-audit.ts';

export interface SaveWorkflow {
  id: string;
  /** The definition as a value, or as its author wrote it: then it is kept with its comments. */
  draft: { definition: unknown } | { source: string };
  /** The revision the author edited; without it the save goes over whatever is there. */
  ifMatch?: number | null | undefined;
}

/**
 * Replaces the draft. What is published stays as it is.
 * @throws NotFoundError, MalformedError when a source cannot be read, InvalidDefinitionError, PreconditionFailedError when somebody saved
 *   since `ifMatch`
 */
export async function saveWorkflow(deps: Deps, input: SaveWorkflow, principal: Principal): Promise<WorkflowView> {
  const draftSource = 'source' in input.draft ? input.draft.source : null;
  const given = 'source' in input.draft ? readSource(input.draft.source) : input.draft.definition;
  const definition = await acceptDefinition(deps, given, principal);
  const workflow = await loadWorkflow(deps, input.id);
  if (definition.workflow_id !== undefined && definition.workflow_id !== input.id) {
    const message = `must be "${input.id}" or left out: a workflow keeps its id`;
    throw new InvalidDefinitionError('the definition is of another workflow', [{ path: 'workflow_id', message }]);
  }
  const seen = input.ifMatch ?? workflow.revision;
  const revision = await saveDraft(deps.db, workflow.uuid, { seen, draft: { ...definition, workflow_id: input.id }, draftSource });
  if (revision === null) throw new PreconditionFailedError(`the draft was saved by somebody else; it is at revision ${workflow.revision}`);
  await recordAudit(deps, { actor: principal, action: 'workflow.save', subject: `workflow:${input.id}`, detail: { revision } });
  return readWorkflow(deps, input.id);
}
