import { randomUUID } from 'node:crypto';
import { createPullAgent, type PullAgent } from '../agent/pull-agent.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import { endOf, enlist, taskOf } from '../workload.ts';

const AGENT = 'twice';
const PULLER = 'pulls-twice';
const COPIES = 4;

let puller: PullAgent;

export const duplicateDelivery: Scenario = {
  name: 'duplicate-delivery',
  about: `everything is sent ${COPIES} times at once: the submission under one key (one run), and a pull agent's result (one is recorded, the rest refused)`,
  n: 50,
  async prepare(hive) {
    await enlist(hive, AGENT);
    puller = await createPullAgent(hive, PULLER);
  },
  inject: inSteps({
    arrange: async () => ({ key: randomUUID(), runs: [''] }),
    async strike(hive, state) {
      const definition = { name: 'twice', tasks: [taskOf('first', { agent: AGENT }), taskOf('second', { agent: PULLER }, ['first'])] };
      state.runs = await Promise.all(Array.from({ length: COPIES }, () => hive.client.submit(definition, state.key)));
    },
    async heal(hive, { runs }, at) {
      const [runId = ''] = runs;
      const claimed = await puller.claim();
      const statuses = await Promise.all(Array.from({ length: COPIES }, () => puller.complete(claimed, { said: 'once' })));
      const end = await endOf(hive, runId);
      const recorded = statuses.filter((status) => status === 200).length;
      const violations = [
        ...(new Set(runs).size === 1 ? [] : [`one key made ${new Set(runs).size} runs`]),
        ...(statuses.every((status) => status === 200 || status === 409) ? [] : [`a result was answered ${statuses.join(', ')}`]),
        ...(recorded >= 1 ? [] : ['no copy of the result was recorded']),
        ...(end === 'completed' ? [] : [`the run ended ${end}`]),
      ];
      return { detectedMs: null, recoveredMs: Date.now() - at, faults: 2 * (COPIES - 1), facts: { recorded }, violations };
    },
  }),
};
