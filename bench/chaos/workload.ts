import type { AgentTimeouts } from '../../src/server/core/agent/agent.ts';
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import type { Behaviour } from './agent/behaviour.ts';
import type { JournalCall } from './stack/journal.ts';
import type { Hive } from './stack/open-hive.ts';
import { waitUntil } from './stack/wait-until.ts';

// What scenarios do to have something to break: an agent of the fake server, runs for it, and waiting for what becomes of them.

/** More than any scenario gives one agent at once. */
export const SLOTS = 100;
/** A run that has not ended by then is stuck. Milliseconds. */
export const RUN_MS = 120_000;
/** Attempts that end with their process's connections are made again soon; the policy is not what is tested. */
export const PATIENT = { max_attempts: 10, backoff_ms: 50, multiplier: 1, jitter: 0 };

export interface TaskShape {
  /** The agent, by name: it is the only one with a capability of that name. */
  agent: string;
  timeoutSeconds?: number;
  retry?: Partial<typeof PATIENT>;
  contract?: Record<string, unknown>;
}

type Task = WorkflowDefinitionInput['tasks'][number];

export function taskOf(task_id: string, shape: TaskShape, dependencies: string[] = []): Task {
  return {
    task_id,
    task_type: 'chaos',
    required_capabilities: [shape.agent],
    dependencies,
    retry: { ...PATIENT, ...shape.retry },
    timeout_seconds: shape.timeoutSeconds ?? 600,
    ...(shape.contract ? { contract: shape.contract } : {}),
  } as Task;
}

/** Tasks side by side and one that joins them. */
export function wide(name: string, width: number, shape: TaskShape): WorkflowDefinitionInput {
  const ids = Array.from({ length: width }, (_, at) => `t${at}`);
  return { name, max_concurrent_tasks: 1_000, tasks: [...ids.map((id) => taskOf(id, shape)), taskOf('join', shape, ids)] };
}

/** Tasks one after another. */
export function chain(name: string, length: number, shape: TaskShape): WorkflowDefinitionInput {
  const tasks = Array.from({ length }, (_, at) => taskOf(`t${at}`, shape, at === 0 ? [] : [`t${at - 1}`]));
  return { name, max_concurrent_tasks: 100, tasks };
}

/** Makes an agent of the fake server a member of the fleet. */
export async function enlist(
  hive: Hive,
  name: string,
  { slots = SLOTS, timeouts, ...behaviour }: Partial<Behaviour> & { slots?: number; timeouts?: AgentTimeouts } = {},
): Promise<string> {
  await hive.agents.behave(name, behaviour);
  const capabilities = [{ name, proficiency: 0.9 }];
  const config = { url: hive.agents.urlOf(name), ...(timeouts && { timeouts }) };
  return hive.client.addAgent({ name, kind: 'http', capabilities, max_concurrent_tasks: slots, config });
}

/** Resolves with the calls of a run when there are so many. */
export function called(hive: Hive, runId: string, count: number): Promise<JournalCall[]> {
  const look = () => {
    const calls = hive.agents.journal.callsOfRun(runId);
    return calls.length >= count && calls;
  };
  return waitUntil(`${count} calls of a run`, look, { ms: RUN_MS, signal: hive.signal });
}

export async function statusOf(hive: Hive, runId: string): Promise<string | undefined> {
  const { rows } = await hive.db.query<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId]);
  return rows[0]?.status;
}

const ENDED = new Set(['completed', 'failed', 'cancelled']);

/** Resolves with a run's status when it is over. @throws PatienceError when it is stuck */
export function endOf(hive: Hive, runId: string, ms = RUN_MS): Promise<string> {
  const look = async () => {
    const status = await statusOf(hive, runId);
    return status !== undefined && ENDED.has(status) && status;
  };
  return waitUntil(`the end of run ${runId}`, look, { ms, signal: hive.signal });
}

/** Expects a run to complete; what else became of it is a violation. */
export async function expectCompleted(hive: Hive, runId: string, ms = RUN_MS): Promise<string[]> {
  const status = await endOf(hive, runId, ms);
  return status === 'completed' ? [] : [`run ${runId} ended ${status}`];
}
