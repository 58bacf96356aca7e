import { randomUUID } from 'node:crypto';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { signalQuietly } from '../stack/start-hive.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { endOf, enlist, RUN_MS, wide } from '../workload.ts';

const AGENT = 'quick';
const CLIENTS = 10;
const PER_CLIENT = 3;
const BEFORE_MS = 150;

interface Crowd {
  keys: string[];
  submitted: Promise<string[]>;
}

/** Clients that hand in one run after another and try again, under the same key, until each is acknowledged. */
async function gatherCrowd(hive: Hive): Promise<Crowd> {
  const keys = Array.from({ length: CLIENTS * PER_CLIENT }, () => randomUUID());
  const one = async (from: number) => {
    const runs: string[] = [];
    for (let at = from; at < keys.length; at += CLIENTS) {
      runs.push(await hive.client.submit({ ...wide('chaos', 2, { agent: AGENT }), metadata: { key: keys[at] ?? '' } }, keys[at]));
    }
    return runs;
  };
  const submitted = Promise.all(Array.from({ length: CLIENTS }, (_, at) => one(at))).then((runs) => runs.flat());
  submitted.catch(() => {});
  await pause(hive.random() * BEFORE_MS, hive.signal);
  return { keys, submitted };
}

/** How many runs a key has made: 1, whenever the answer to the first was lost. */
async function runsPerKey({ db }: Hive, keys: string[]): Promise<string[]> {
  const { rows } = await db.query<{ key: string; n: number }>(
    `SELECT definition->'metadata'->>'key' AS key, count(*)::int AS n FROM run WHERE definition->'metadata'->>'key' = ANY($1) GROUP BY 1`,
    [keys],
  );
  const found = new Map(rows.map(({ key, n }) => [key, n]));
  return keys.filter((key) => found.get(key) !== 1).map((key) => `the key ${key} made ${found.get(key) ?? 0} runs`);
}

export const killWeb: Scenario = {
  name: 'kill-web',
  about: 'kill -9 of the web process while ten clients hand in runs: what was acknowledged is there, and a repeated key makes one run',
  n: 10,
  prepare: async (hive) => {
    await enlist(hive, AGENT);
  },
  inject: inSteps({
    arrange: gatherCrowd,
    async strike(hive) {
      for (const pid of hive.product.pids('web')) signalQuietly(pid, 'SIGKILL');
    },
    async heal(hive, { keys, submitted }, at) {
      await waitUntil('a new web process', () => hive.product.pids('web').length === 1, { ms: RUN_MS, signal: hive.signal });
      const detectedMs = Date.now() - at;
      await waitUntil('the web process answers', () => hive.client.isHealthy(), { ms: RUN_MS, signal: hive.signal });
      const recoveredMs = Date.now() - at;
      const runs = await submitted;
      const ends = await Promise.all(runs.map((runId) => endOf(hive, runId)));
      const unwell = ends.filter((end) => end !== 'completed').map((end) => `a run ended ${end}`);
      return { detectedMs, recoveredMs, facts: { runs: runs.length }, violations: [...unwell, ...(await runsPerKey(hive, keys))] };
    },
  }),
};
