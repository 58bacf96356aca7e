import type { JsonValue } from '@/server/core/json.ts';
import type { PatchOperation } from '@/server/core/run/patch.ts';

export const OPERATIONS = [
  'skip',
  'change_input',
  'insert_approval',
  'reroute',
  'add',
  'replace',
] as const satisfies readonly PatchOperation['op'][];

export const OPERATION_WORDS: Record<PatchOperation['op'], string> = {
  skip: 'Skip a task',
  change_input: 'Change the input of a task',
  insert_approval: 'Ask a person before a task',
  reroute: 'Change what a task waits for',
  add: 'Add a task',
  replace: 'Replace a task',
};

/** An operation as it stands in the form. */
export interface OperationForm {
  op: PatchOperation['op'];
  taskId: string;
  /** JSON: an input, a task, or the list of what it waits for. */
  text: string;
  title: string;
  /** Whether what waits for a skipped task goes on. */
  goesOn: boolean;
}

/** Which text a new operation of a kind starts with. */
export function startText(op: PatchOperation['op'], task: { [key: string]: JsonValue } | undefined): string {
  const { task_id: _, dependencies = [], ...rest } = task ?? {};
  const value: JsonValue | undefined = {
    skip: undefined,
    insert_approval: undefined,
    change_input: task?.input ?? {},
    reroute: dependencies,
    add: { task_id: 'new-task', task_type: 'work', dependencies: task === undefined ? [] : [task.task_id ?? ''] },
    replace: rest,
  }[op];
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

/**
 * The operation that a form says.
 * @param takenIds ids that a new task may not have
 * @returns what is wrong with it as a text
 */
export function readOperation(form: OperationForm, takenIds: ReadonlySet<string>): PatchOperation | string {
  const { op, taskId, title } = form;
  if (op === 'skip') return { op, task_id: taskId, dependents: form.goesOn ? 'continue' : 'skip' };
  if (op === 'insert_approval') {
    if (title.trim() === '') return 'Say what is to be approved.';
    const approval = { title: title.trim(), approvers: ['operator' as const], on_deadline: 'reject' as const };
    return { op, task_id: freeId(`approve-${taskId}`, takenIds), before: taskId, approval };
  }
  let value: JsonValue;
  try {
    value = JSON.parse(form.text) as JsonValue;
  } catch {
    return 'This is not JSON.';
  }
  if (op === 'change_input') return { op, task_id: taskId, input: value };
  if (op === 'reroute') {
    return Array.isArray(value)
      ? { op, task_id: taskId, dependencies: value as never[] }
      : 'A list of task ids, or of {"task_id", "when", "soft"}.';
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'A task is an object.';
  return op === 'add' ? { op, task: value, before: [] } : { op, task_id: taskId, task: value };
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let at = 2; ; at += 1) if (!taken.has(`${wanted}-${at}`)) return `${wanted}-${at}`;
}
