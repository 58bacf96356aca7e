import type { JsonValue } from '../json.ts';
import type { TaskStatus } from '../task/state.ts';
import type { LocalRoot } from './reference-path.ts';

/** What an expression sees of another task. */
export interface TaskView {
  status: TaskStatus;
  /** Null unless the task completed. */
  output: JsonValue;
  /** What the task failed of: `{code, message}`; null otherwise. */
  error: JsonValue;
}

export type Locals = { readonly [R in LocalRoot]?: JsonValue };

/** What references and conditions may read. Nothing else exists for them: no environment, no secrets, no other run. */
export interface ExpressionScope {
  input: JsonValue;
  context: JsonValue;
  /** By task_id: the tasks an expression names and, for conditions, all direct dependencies. */
  tasks: { [taskId: string]: TaskView };
  /** What a repeated call of a map or a loop knows beside that. */
  locals?: Locals;
  /** The iteration that is over, 1 for the first; only the `until` of a loop sees it. */
  iteration?: number;
  /** The task's own output; only contracts and loops see it. */
  output?: JsonValue;
  /** The task whose output it is, with its input as the agent got it; only contracts see it. */
  task?: { id: string; task_id: string; name: string; task_type: string; attempt: number; agent_id: string; input: JsonValue };
}
