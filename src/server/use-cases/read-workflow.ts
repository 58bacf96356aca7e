import { NotFoundError } from '../core/errors.ts';
import type { WorkflowView } from '../core/workflow/workflow-view.ts';
import { findLastRuns, findVersion, findWorkflow, listVersions, type StoredWorkflow } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';

/** @throws NotFoundError */
export async function loadWorkflow(deps: Deps, slug: string): Promise<StoredWorkflow> {
  const workflow = await findWorkflow(deps.db, slug);
  if (workflow === null) throw new NotFoundError(`no workflow "${slug}"`);
  return workflow;
}

/** A stored workflow with its draft, its published definition and its versions. @throws NotFoundError */
export async function readWorkflow(deps: Deps, slug: string): Promise<WorkflowView> {
  const workflow = await loadWorkflow(deps, slug);
  const { uuid, publishedVersion, draft } = workflow;
  const [published, versions, lastRuns] = await Promise.all([
    publishedVersion === null ? null : findVersion(deps.db, uuid, publishedVersion),
    listVersions(deps.db, uuid),
    findLastRuns(deps.db, [slug]),
  ]);
  const nameOf = await nameActors(deps, [workflow.createdBy, ...versions.map((version) => version.createdBy)]);
  return {
    id: workflow.slug,
    name: workflow.name,
    description: workflow.description,
    taskCount: draft.tasks.length,
    revision: workflow.revision,
    publishedVersion,
    hasUnpublishedChanges: published === null || JSON.stringify(published) !== JSON.stringify(draft),
    lastRun: lastRuns.get(slug) ?? null,
    createdBy: workflow.createdBy,
    createdByName: nameOf(workflow.createdBy),
    createdAt: workflow.createdAt,
    updatedAt: workflow.updatedAt,
    draft,
    draftSource: workflow.draftSource,
    published,
    versions: versions.map((version) => ({ ...version, createdByName: nameOf(version.createdBy) })),
  };
}
