import { z } from 'zod';
import { approvalSchema } from '../workflow/control-task.ts';
import { dependencySchema, plainName } from '../workflow/definition.ts';
import type { DefinitionDiff } from '../workflow/diff-definitions.ts';

// A patch changes the graph of a run that goes on, as far as it has not been begun.
//
//   proposed (by an agent's result) --a person or the workflow's policy accepts--> applied --untouched since--> reverted
//   proposed --a person refuses--> refused

export const PATCH_STATUSES = ['proposed', 'applied', 'reverted', 'refused'] as const;
export type PatchStatus = (typeof PATCH_STATUSES)[number];

/** Changes of one patch. */
const MOST_OPERATIONS = 100;

const taskId = z.string().min(1).max(100);
/** A task as people write it; checked with the whole graph it becomes part of. */
const writtenTask = z.record(z.string(), z.json());

export const patchOperationSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('add'),
    task: writtenTask,
    /** Tasks that wait for it from now on. */
    before: z.array(taskId).max(1_000).default([]),
  }),
  z.strictObject({
    op: z.literal('replace'),
    task_id: taskId,
    /** Without `dependencies` it keeps those it has; its id stays. */
    task: writtenTask,
  }),
  z.strictObject({
    op: z.literal('skip'),
    task_id: taskId,
    /** `continue`: what waits for it goes on without it. `skip`: it counts as skipped, and forbids what it forbids. */
    dependents: z.enum(['continue', 'skip']).default('continue'),
  }),
  z.strictObject({ op: z.literal('reroute'), task_id: taskId, dependencies: z.array(dependencySchema).max(10_000) }),
  z.strictObject({
    op: z.literal('insert_approval'),
    /** Of the new task. It takes over what `before` waited for. */
    task_id: taskId,
    before: taskId,
    name: plainName.optional(),
    approval: approvalSchema,
  }),
  z.strictObject({ op: z.literal('change_input'), task_id: taskId, input: z.json() }),
]);
export type PatchOperation = z.output<typeof patchOperationSchema>;

export const patchSchema = z.strictObject({
  ops: z.array(patchOperationSchema).min(1).max(MOST_OPERATIONS),
  /** Why. */
  note: z.string().max(2_000).optional(),
});
export type Patch = z.output<typeof patchSchema>;

export interface PatchView {
  id: string;
  runId: string;
  /** Of the run's graph after it; null until it was applied. */
  version: number | null;
  status: PatchStatus;
  ops: PatchOperation[];
  /** What it changed; null for a proposal, whose difference depends on the graph it meets. */
  diff: DefinitionDiff | null;
  note: string | null;
  /** The task whose result proposed it; null: a person wrote it. */
  proposedByTask: string | null;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
  /** Who applied or refused it, and who reverted it. */
  decidedBy: string | null;
  decidedByName: string | null;
  decidedAt: Date | null;
  revertedByName: string | null;
  revertedAt: Date | null;
}
