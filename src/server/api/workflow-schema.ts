import { z } from 'zod';
import { workflowDefinitionSchema } from '../core/workflow/definition.ts';

/**
 * The JSON Schema (2020-12) of a definition as people write it, for editors that complete and check as one types. What needs the whole
 * graph (cycles, references) is not in it.
 */
export function createWorkflowSchema(): object {
  const schema = z.toJSONSchema(workflowDefinitionSchema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });
  return { ...schema, title: 'Agent Hive workflow', description: 'A graph of tasks that agents do' };
}
