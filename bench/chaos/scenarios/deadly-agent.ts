import { workersReady } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { endOf, enlist, taskOf, wide } from '../workload.ts';

const DEADLY = 'deadly';
const NEIGHBOUR = 'neighbour';
/** Every death costs a lease and a sweep, and the next process a moment more; milliseconds. */
const PATIENCE_MS = 240_000;
/** Ends whoever started it, whatever it is asked to do. */
const KILL_PARENT = ['/bin/sh', '-c', 'kill -9 $PPID'];

async function enlistDeadly(hive: Hive): Promise<void> {
  await enlist(hive, NEIGHBOUR, { latencyMs: 100 });
}

async function isIsolated({ db }: Hive, agentId: string): Promise<boolean> {
  const { rows } = await db.query(`SELECT 1 FROM breaker WHERE resource_id = 'agent:' || $1 AND status = 'forced_open'`, [agentId]);
  return rows.length > 0;
}

async function lettersOf({ db }: Hive, runId: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM dead_letter WHERE run_id = $1', [runId]);
  return rows[0]?.n ?? 0;
}

async function countDeaths({ db }: Hive, agentId: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(DISTINCT worker_id)::int AS n FROM failure WHERE agent_id = $1 AND detector = 'worker_lease'`,
    [agentId],
  );
  return rows[0]?.n ?? 0;
}

export const deadlyAgent: Scenario = {
  name: 'deadly-agent',
  about:
    'an agent kills every process that calls it: isolated by itself, no task of it is parked, all are done by another agent, the fleet is whole again',
  n: 1,
  prepare: enlistDeadly,
  inject: inSteps({
    async arrange(hive) {
      await workersReady(hive, 2);
      const skill = `${DEADLY}-${Date.now()}`;
      const capabilities = [{ name: skill, proficiency: 0.9 }];
      const config = { argv: KILL_PARENT };
      const agentId = await hive.client.addAgent({ name: skill, kind: 'command', max_concurrent_tasks: 4, capabilities, config });
      const neighbour = await hive.client.submit(wide('beside', 40, { agent: NEIGHBOUR }));
      return { skill, agentId, neighbour, runId: '' };
    },
    async strike(hive, state) {
      const tasks = ['a', 'b', 'c', 'd'].map((id) => taskOf(id, { agent: state.skill }));
      state.runId = await hive.client.submit({ name: 'snake pit', tasks });
    },
    async heal(hive, { skill, agentId, neighbour, runId }, at) {
      await waitUntil('the agent is isolated', () => isIsolated(hive, agentId), { ms: PATIENCE_MS, signal: hive.signal });
      const detectedMs = Date.now() - at;
      await hive.agents.behave(`${skill}-heir`, { latencyMs: 10 });
      const capabilities = [{ name: skill, proficiency: 0.9 }];
      await hive.client.addAgent({
        name: `${skill}-heir`,
        kind: 'http',
        capabilities,
        config: { url: hive.agents.urlOf(`${skill}-heir`) },
      });
      const end = await endOf(hive, runId, PATIENCE_MS);
      const recoveredMs = Date.now() - at;
      const beside = await endOf(hive, neighbour, PATIENCE_MS);
      await workersReady(hive, 2);
      const [letters, deaths] = await Promise.all([lettersOf(hive, runId), countDeaths(hive, agentId)]);
      const violations = [
        ...(end === 'completed' ? [] : [`its tasks ended ${end}`]),
        ...(beside === 'completed' ? [] : [`the run beside it ended ${beside}`]),
        ...(letters === 0 ? [] : [`${letters} of its tasks were parked`]),
      ];
      return { detectedMs, recoveredMs, faults: deaths, facts: { deaths }, violations };
    },
  }),
};
