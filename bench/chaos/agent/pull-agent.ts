import type { Hive } from '../stack/open-hive.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { SLOTS } from '../workload.ts';

/** One attempt as a pull agent holds it. */
export interface Claimed {
  taskId: string;
  runId: string;
  fence: number;
  at: number;
}

/** An agent that fetches its work, as the harness plays it: it falls silent by saying nothing more. */
export interface PullAgent {
  id: string;
  /** Waits for the next task and claims it. */
  claim(): Promise<Claimed>;
  /** Answers the status of the reply. */
  beat(claimed: Claimed): Promise<number>;
  complete(claimed: Claimed, output: unknown): Promise<number>;
}

const PATIENCE_MS = 60_000;
const WAIT_SECONDS = 5;

/** @param capability what it can do; its name by default */
export async function createPullAgent(hive: Hive, name: string, capability = name): Promise<PullAgent> {
  const { client, signal } = hive;
  const id = await client.addAgent({
    name,
    kind: 'worker',
    capabilities: [{ name: capability, proficiency: 0.9 }],
    max_concurrent_tasks: SLOTS,
    config: {},
  });
  const look = async (): Promise<Claimed | null> => {
    const { body } = await client.call('POST', `/agents/${id}/claim`, { body: { max: 1, wait_seconds: WAIT_SECONDS } });
    const [task] = (body.data ?? []) as { task_id: string; run_id: string; fence: number }[];
    return task ? { taskId: task.task_id, runId: task.run_id, fence: task.fence, at: Date.now() } : null;
  };
  const report = async ({ taskId, fence }: Claimed, path: string, body: object) =>
    (await client.call('POST', `/tasks/${taskId}/${path}`, { body: { fence, ...body } })).status;
  return {
    id,
    claim: () => waitUntil(`work for ${name}`, look, { ms: PATIENCE_MS, signal }),
    beat: (claimed) => report(claimed, 'heartbeat', {}),
    complete: (claimed, output) => report(claimed, 'complete', { status: 'completed', output }),
  };
}
