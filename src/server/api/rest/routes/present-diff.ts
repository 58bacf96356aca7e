import { z } from 'zod';
import type { DefinitionDiff, TaskRef } from '../../../core/workflow/diff-definitions.ts';

const fieldSchema = z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() });
const taskSchema = z.object({ task_id: z.string(), name: z.string(), task_type: z.string() });
const edgeSchema = z.object({ from: z.string(), to: z.string(), when: z.string(), soft: z.boolean() });
const edgeKindSchema = z.object({ when: z.string(), soft: z.boolean() });

export const diffSchema = z
  .object({
    settings: z.array(fieldSchema).describe('Of the workflow as a whole'),
    added: z.array(taskSchema),
    removed: z.array(taskSchema),
    changed: z.array(taskSchema.extend({ fields: z.array(fieldSchema) })),
    added_edges: z.array(edgeSchema),
    removed_edges: z.array(edgeSchema),
    changed_edges: z.array(z.object({ from: z.string(), to: z.string(), before: edgeKindSchema, after: edgeKindSchema })),
  })
  .meta({ id: 'GraphDiff' });

const presentTask = ({ taskId, name, taskType }: TaskRef) => ({ task_id: taskId, name, task_type: taskType });

export function presentDiff(diff: DefinitionDiff): z.input<typeof diffSchema> {
  return {
    settings: diff.settings,
    added: diff.added.map(presentTask),
    removed: diff.removed.map(presentTask),
    changed: diff.changed.map(({ fields, ...task }) => ({ ...presentTask(task), fields })),
    added_edges: diff.addedEdges,
    removed_edges: diff.removedEdges,
    changed_edges: diff.changedEdges,
  };
}
