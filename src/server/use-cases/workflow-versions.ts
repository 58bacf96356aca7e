import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError, PreconditionFailedError } from '../core/errors.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { type DefinitionDiff, diffDefinitions, isSameDefinition } from '../core/workflow/diff-definitions.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import type { WorkflowView } from '../core/workflow/workflow-view.ts';
import { findVersion, restoreVersion, type StoredWorkflow } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';
import { permitContracts } from './permit-contracts.ts';
import { loadWorkflow, readWorkflow } from './read-workflow.ts';
import { recordAudit } from './record-audit.ts';

/** A published version by its number, or the draft. */
export const versionNameSchema = z.union([z.literal('draft'), z.number().int().min(1)]);
export type VersionName = z.output<typeof versionNameSchema>;

async function definitionOf(deps: Deps, workflow: StoredWorkflow, version: VersionName): Promise<WorkflowDefinition> {
  if (version === 'draft') return workflow.draft;
  const found = await findVersion(deps.db, workflow.uuid, version);
  if (found === null) throw new NotFoundError(`workflow "${workflow.slug}" has no version ${version}`);
  return found;
}

/** The definition of a version, or the draft. @throws NotFoundError */
export async function readVersion(deps: Deps, { id, version }: { id: string; version: VersionName }): Promise<WorkflowDefinition> {
  return definitionOf(deps, await loadWorkflow(deps, id), version);
}

export interface VersionComparison {
  diff: DefinitionDiff;
  /** The later one, to be drawn with what the other has. */
  after: WorkflowDefinition;
}

/** What two versions of a workflow have differently. @throws NotFoundError */
export async function compareVersions(deps: Deps, of: { id: string; from: VersionName; to: VersionName }): Promise<VersionComparison> {
  const workflow = await loadWorkflow(deps, of.id);
  const after = await definitionOf(deps, workflow, of.to);
  return { diff: diffDefinitions(await definitionOf(deps, workflow, of.from), after), after };
}

/**
 * Publishes an old version again, as a new one: draft and what runs are equal to it from then on. The versions between stay.
 * @throws NotFoundError, ConflictError when that is what runs already, InvalidDefinitionError when it would no longer be accepted,
 *   ForbiddenError or CommandAgentsDisabledError for a contract that they may not write, PreconditionFailedError when somebody saved since
 *   `ifMatch`
 */
export async function rollBackWorkflow(
  deps: Deps,
  input: { id: string; version: number; ifMatch?: number | null | undefined },
  principal: Principal,
): Promise<WorkflowView> {
  const workflow = await loadWorkflow(deps, input.id);
  const { uuid, publishedVersion, draft } = workflow;
  const wanted = validateDefinition(await definitionOf(deps, workflow, input.version));
  const published = publishedVersion === null ? null : await findVersion(deps.db, uuid, publishedVersion);
  const unchanged = published !== null && isSameDefinition(diffDefinitions(published, wanted));
  if (unchanged && isSameDefinition(diffDefinitions(draft, wanted))) {
    throw new ConflictError(`version ${input.version} is the same as version ${publishedVersion}, which runs`);
  }
  await permitContracts(deps, wanted, { principal, among: null });
  const seen = input.ifMatch ?? workflow.revision;
  const version = await restoreVersion(deps.db, uuid, { versionId: deps.newId(), seen, by: principal.id, definition: wanted });
  if (version === null) throw new PreconditionFailedError(`the draft was saved by somebody else; it is at revision ${workflow.revision}`);
  const detail = { version, restored: input.version };
  await recordAudit(deps, { actor: principal, action: 'workflow.roll_back', subject: `workflow:${input.id}`, detail });
  return readWorkflow(deps, input.id);
}
