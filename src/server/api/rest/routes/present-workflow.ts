import { z } from 'zod';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import type { WorkflowSummary, WorkflowView } from '../../../core/workflow/workflow-view.ts';

const time = z.iso.datetime();

export const workflowSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    task_count: z.number(),
    revision: z.number().describe('Of the draft; also the ETag'),
    published_version: z.number().nullable(),
    has_unpublished_changes: z.boolean(),
    last_run: z.object({ id: z.string(), status: z.enum(RUN_STATUSES), created_at: time }).nullable(),
    created_by: z.string(),
    created_by_name: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'WorkflowSummary' });

export const workflowSchema = workflowSummarySchema
  .extend({
    draft: z.unknown().describe('The definition as last saved'),
    published: z.unknown().describe('The definition that runs; null until published'),
    versions: z.array(z.object({ version: z.number(), created_by: z.string(), created_at: time })),
  })
  .meta({ id: 'Workflow' });

export function presentWorkflowSummary(workflow: WorkflowSummary): z.input<typeof workflowSummarySchema> {
  const { lastRun } = workflow;
  return {
    id: workflow.id,
    name: workflow.name,
    description: workflow.description,
    task_count: workflow.taskCount,
    revision: workflow.revision,
    published_version: workflow.publishedVersion,
    has_unpublished_changes: workflow.hasUnpublishedChanges,
    last_run: lastRun && { id: lastRun.id, status: lastRun.status, created_at: lastRun.createdAt.toISOString() },
    created_by: workflow.createdBy,
    created_by_name: workflow.createdByName,
    created_at: workflow.createdAt.toISOString(),
    updated_at: workflow.updatedAt.toISOString(),
  };
}

export function presentWorkflow(workflow: WorkflowView): z.input<typeof workflowSchema> {
  return {
    ...presentWorkflowSummary(workflow),
    draft: workflow.draft,
    published: workflow.published,
    versions: workflow.versions.map(({ version, createdBy, createdAt }) => ({
      version,
      created_by: createdBy,
      created_at: createdAt.toISOString(),
    })),
  };
}
