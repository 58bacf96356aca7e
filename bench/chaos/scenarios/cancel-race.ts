import { inSteps, type Scenario } from '../scenario.ts';
import { pause } from '../stack/wait-until.ts';
import { chain, endOf, enlist } from '../workload.ts';

const AGENT = 'racer';
const LATENCY_MS = 15;
/** About as long as a run takes: half of the cancellations come too late. Milliseconds. */
const OFFSET_MS = 60;

export const cancelRace: Scenario = {
  name: 'cancel-race',
  about: 'a run is cancelled, twice at once, about when its last result comes in: one end, and it is the one the caller was told',
  n: 200,
  leniency: { failures: true },
  prepare: async (hive) => {
    await enlist(hive, AGENT, { latencyMs: LATENCY_MS });
  },
  inject: inSteps({
    async arrange(hive) {
      const runId = await hive.client.submit(chain('race', 2, { agent: AGENT }));
      await pause(hive.random() * OFFSET_MS, hive.signal);
      return { runId, answers: [0, 0] };
    },
    async strike(hive, state) {
      const cancel = async () => (await hive.client.call('POST', `/runs/${state.runId}/cancel`, { body: { reason: 'race' } })).status;
      state.answers = await Promise.all([cancel(), cancel()]);
    },
    async heal(hive, { runId, answers }, at) {
      const end = await endOf(hive, runId);
      const recoveredMs = Date.now() - at;
      const cancelled = answers.includes(200);
      const violations = [
        ...(answers.every((status) => status === 200 || status === 409) ? [] : [`cancelling was answered ${answers.join(' and ')}`]),
        ...(cancelled === (end === 'cancelled') ? [] : [`the caller was told ${answers.join(' and ')}, the run ended ${end}`]),
      ];
      return { detectedMs: null, recoveredMs, facts: { cancelled: Number(cancelled) }, violations };
    },
  }),
};
