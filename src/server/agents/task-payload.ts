import type { JsonValue } from '../core/json.ts';
import type { AgentCall } from './adapter.ts';

/** The task as agents receive it: on stdin of a command, as the body of an HTTP call. The names are part of the contract. */
export function taskPayload(call: AgentCall): { [name: string]: JsonValue } {
  return {
    task_id: call.taskId,
    run_id: call.runId,
    attempt: call.attempt,
    fence: call.fence,
    idempotency_key: call.idempotencyKey,
    task_type: call.taskType,
    name: call.name,
    description: call.description,
    input: call.input,
    context: call.context,
    ...(call.memory && { memory: call.memory.map((note) => ({ ...note })) }),
  };
}
