import type { JsonValue } from '@/server/core/json.ts';

export interface DefinedTask {
  id: string;
  name: string;
  input: JsonValue;
}

/** The tasks of a stored definition. */
export function tasksOf(definition: JsonValue): DefinedTask[] {
  if (definition === null || typeof definition !== 'object' || Array.isArray(definition) || !Array.isArray(definition.tasks)) return [];
  return definition.tasks.flatMap((task) => {
    if (task === null || typeof task !== 'object' || Array.isArray(task) || typeof task.task_id !== 'string') return [];
    return [{ id: task.task_id, name: typeof task.name === 'string' ? task.name : task.task_id, input: task.input ?? {} }];
  });
}
