import { workersReady } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import { signalQuietly } from '../stack/start-hive.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { called, enlist, expectCompleted, RUN_MS, wide } from '../workload.ts';

const AGENT = 'narrow';
const SLOTS = 5;
const READY = 1_000;
const LATENCY_MS = 5;
/** A call that was on its way when its process was killed arrives within this. Milliseconds. */
const SETTLED_MS = 50;

export const thunderingHerd: Scenario = {
  name: 'thundering-herd',
  about: `${READY} tasks ready at once for ${SLOTS} slots, and all execution processes killed together: never more than ${SLOTS} calls at once, all complete`,
  n: 3,
  prepare: async (hive) => {
    await enlist(hive, AGENT, { slots: SLOTS, latencyMs: LATENCY_MS });
  },
  inject: inSteps<{ runId: string; killedAt: number }>({
    async arrange(hive) {
      await workersReady(hive, 2);
      const runId = await hive.client.submit(wide('chaos', READY - 1, { agent: AGENT }));
      await called(hive, runId, SLOTS);
      return { runId, killedAt: 0 };
    },
    async strike(hive, state) {
      for (const pid of hive.product.pids('worker')) signalQuietly(pid, 'SIGKILL');
      state.killedAt = Date.now();
    },
    async heal(hive, { runId, killedAt }) {
      const next = () =>
        hive.agents.journal.callsOfRun(runId).find(({ startedAt }) => startedAt > killedAt + SETTLED_MS)?.startedAt ?? null;
      const recovered = await waitUntil('work goes on', next, { ms: RUN_MS, signal: hive.signal });
      return { detectedMs: null, recoveredMs: recovered - killedAt, faults: 2, violations: await expectCompleted(hive, runId) };
    },
  }),
};
