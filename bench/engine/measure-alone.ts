import type { Deps } from '../../src/server/deps.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { watchRuns } from './await-runs.ts';
import { checkRecords } from './check-records.ts';
import { single } from './definitions.ts';
import type { Stack } from './open-stack.ts';
import { BENCH } from './seed-fleet.ts';
import { spread } from './statistics.ts';

// W4: one-task runs one after another, the engine otherwise unloaded. From handing in to known done.

const RUNS = 200;
const WARM_UP = 30;

export interface AloneFigures {
  runs: number;
  /** Milliseconds. */
  latency: ReturnType<typeof spread>;
}

async function repeat(oneRun: () => Promise<string>): Promise<{ runIds: string[]; times: number[] }> {
  for (let at = 0; at < WARM_UP; at += 1) await oneRun();
  const runIds: string[] = [];
  const times: number[] = [];
  for (let at = 0; at < RUNS; at += 1) {
    const startedAt = performance.now();
    runIds.push(await oneRun());
    times.push(performance.now() - startedAt);
  }
  return { runIds, times };
}

/** Through the use case in this process, without HTTP. */
export async function measureAlone(deps: Deps): Promise<AloneFigures> {
  const watch = watchRuns(deps.feed);
  try {
    const { runIds, times } = await repeat(async () => {
      const { runId } = await executeWorkflow(deps, { definition: single() }, BENCH);
      await watch.allDone([runId]);
      return runId;
    });
    await checkRecords(deps.db.pool, runIds);
    return { runs: RUNS, latency: spread(times) };
  } finally {
    watch.close();
  }
}

/**
 * POST with `Prefer: wait`, answered when the run is over.
 * @returns the figures, or in one line why there are none
 */
export async function measureOverHttp(stack: Stack): Promise<AloneFigures | string> {
  if (stack.web === null) return 'no web process: npm run build, and leave --no-web out';
  const { url, apiKey } = stack.web;
  const post = () =>
    fetch(`${url}/api/v1/orchestration/workflow/execute`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', prefer: 'wait=10' },
      body: JSON.stringify(single()),
    });
  const first = await post();
  if (first.status !== 200) return `POST workflow/execute answered ${first.status}: ${(await first.text()).slice(0, 200)}`;
  await first.text();
  const { runIds, times } = await repeat(async () => {
    const response = await post();
    const { run_id, status } = (await response.json()) as { run_id: string; status: string };
    if (response.status !== 200 || status !== 'completed') throw new Error(`a run over HTTP ended with ${response.status} ${status}`);
    return run_id;
  });
  await checkRecords(stack.deps.db.pool, runIds);
  return { runs: RUNS, latency: spread(times) };
}
