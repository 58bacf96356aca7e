// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonObject } from '@/server/core/json.ts';
import { taskDefinitionSchema } from '@/server/core/workflow/definition.ts';
import { TASK_KINDS, type TaskKind } from '../../graph/canvas-graph.ts';
import { CONTROL_KINDS } from './draft-graph.ts';
import { freeId } from './edit-tasks.ts';

/** What a new task of a kind says besides its id; enough to be valid where that is possible. */
const BEGINNINGS: Record<TaskKind, JsonObject> = {
  agent: {},
  map: { input: { item: '${item}' }, map: { over: '${input.items}' } },
  loop: { loop: { until: 'iteration >= 3', max_iterations: 5 } },
  branch: { branch: { cases: [{ when: 'true', then: [] }] } },
  approval: { approval: { title: 'May this go on?' } },
  timer: { timer: { seconds: 60 } },
  wait: { wait: { event: 'my-event' } },
  sub_workflow: { sub_workflow: { workflow_id: 'another-workflow' } },
  compensation: { compensation: { task_type: 'undo' } },
};

/** Ids of new tasks, by kind. */
const NAMES: Record<TaskKind, string> = {
  ...(Object.fromEntries(TASK_KINDS.map((kind) => [kind, kind])) as Record<TaskKind, string>),
  agent: 'task',
  sub_workflow: 'sub-workflow',
  compensation: 'task',
};

/** The kinds that a definition knows. */
export const OFFERED_KINDS: readonly TaskKind[] = TASK_KINDS.filter((kind) => kind === 'agent' || kind in taskDefinitionSchema.shape);

/**
 * A new task.
 * @param wish what it is to be called; its type, too, where an agent does it
 */
export function newTask(kind: TaskKind, taken: ReadonlySet<string>, wish = ''): JsonObject & { task_id: string } {
  const words = wish.trim();
  const id = freeId(taken, (words === '' ? NAMES[kind] : words).toLowerCase());
  const type = freeId(new Set(), (words === '' ? 'work' : words).toLowerCase());
  return {
    task_id: id,
    ...(!CONTROL_KINDS.has(kind) && { task_type: type }),
    ...(words !== '' && words !== id && { name: words }),
    ...BEGINNINGS[kind],
  };
}
