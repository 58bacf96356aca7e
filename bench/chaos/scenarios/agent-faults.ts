import type { AgentTimeouts } from '../../../src/server/core/agent/agent.ts';
import type { Behaviour } from '../agent/behaviour.ts';
import { type Injection, inSteps, type Scenario } from '../scenario.ts';
import type { JournalCall } from '../stack/journal.ts';
import type { Hive } from '../stack/open-hive.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { endOf, enlist, RUN_MS, type TaskShape, wide } from '../workload.ts';

// Agents that misbehave. Each task meets the fault in its first calls and is served well after them, where the fault is one that may be
// tried again; beside them another agent works, who must not notice. An injection is one run; every task in it meets one fault.

/** So few calls in all that no breaker judges the agent by them: what is timed is the attempt, not the breaker's patience. */
const WIDTH = 2;
const BYSTANDER = 'bystander';
/** The bystander's own tasks take next to nothing; longer than this they waited for the others. Milliseconds. */
const UNDISTURBED_MS = 5_000;

export interface AgentFault {
  name: string;
  about: string;
  n: number;
  behaviour: Partial<Behaviour>;
  /** Of the agent, where they are not the installation's. */
  timeouts?: AgentTimeouts;
  shape?: Omit<TaskShape, 'agent'>;
  promises?: Scenario['promises'];
  /** The code of an error that is final: the run then ends failed, and nothing is made again. */
  final?: string;
  /** What else must hold of a run that is over. */
  inspect?(hive: Hive, calls: JournalCall[]): Promise<string[]>;
  /** Around the whole injection, e.g. to watch memory. */
  watch?(hive: Hive): () => Injection['violations'];
}

/** When the first attempts of a run were over, and when its tasks were called again, on the average of the tasks. Milliseconds. */
async function timesOf(hive: Hive, runId: string, calls: JournalCall[]): Promise<Pick<Injection, 'detectedMs' | 'recoveredMs'>> {
  const { rows } = await hive.db.query<{ task: string; at: number }>(
    `SELECT task_id AS task, (extract(epoch FROM ended_at) * 1000)::float8 AS at FROM attempt WHERE run_id = $1 AND fence = 1 AND status = 'failed'`,
    [runId],
  );
  const started = new Map(calls.filter(({ fence }) => fence === 1).map((call) => [call.task, call.startedAt]));
  const detected = rows.map(({ task, at }) => at - (started.get(task) ?? at));
  const again = calls.filter(({ fence }) => fence === 2).map((call) => call.startedAt - (started.get(call.task) ?? call.startedAt));
  const worst = (values: number[]) => (values.length === 0 ? null : Math.max(...values));
  return { detectedMs: worst(detected), recoveredMs: worst(again) };
}

/** First attempts of a run that ended otherwise than by an error that is final. */
async function otherEnds({ db }: Hive, runId: string, code: string): Promise<string[]> {
  const { rows } = await db.query<{ status: string; code: string | null }>(
    `SELECT status, error->>'code' AS code FROM attempt WHERE run_id = $1 AND status <> 'cancelled' AND error->>'code' IS DISTINCT FROM $2`,
    [runId, code],
  );
  return rows.map((row) => `an attempt ended ${row.status} (${row.code}), not by ${code}`);
}

async function expectBothEnded(hive: Hive, { runId, other, wanted }: { runId: string; other: string; wanted: string }, at: number) {
  const violations: string[] = [];
  const beside = await endOf(hive, other);
  const besideMs = Date.now() - at;
  if (beside !== 'completed' || besideMs > UNDISTURBED_MS) violations.push(`the run beside it ended ${beside} after ${besideMs} ms`);
  const own = await endOf(hive, runId);
  if (own !== wanted) violations.push(`the run ended ${own}`);
  return violations;
}

export function agentFault(fault: AgentFault): Scenario {
  const { name, about, n, behaviour, timeouts, shape, promises } = fault;
  return {
    name,
    about,
    n,
    ...(promises ? { promises } : {}),
    leniency: { failures: fault.final !== undefined },
    async prepare(hive) {
      await enlist(hive, BYSTANDER);
    },
    inject: inSteps<{ agent: string; runId: string; other: string; unwatch: () => Injection['violations'] }>({
      async arrange(hive) {
        // A new one every time: a breaker remembers.
        const agent = `${name}-${hive.agents.journal.read().length}`;
        await enlist(hive, agent, { firstCalls: 1, ...behaviour, ...(timeouts && { timeouts }) });
        return { agent, runId: '', other: '', unwatch: () => [] };
      },
      async strike(hive, state) {
        state.unwatch = fault.watch?.(hive) ?? (() => []);
        state.runId = await hive.client.submit(wide('chaos', WIDTH - 1, { agent: state.agent, ...shape }));
        state.other = await hive.client.submit(wide('beside', 2, { agent: BYSTANDER }));
      },
      async heal(hive, state, at) {
        const wanted = fault.final === undefined ? 'completed' : 'failed';
        const violations = await expectBothEnded(hive, { ...state, wanted }, at);
        if (fault.final !== undefined) violations.push(...(await otherEnds(hive, state.runId, fault.final)));
        // The last words of a call that was cut off may come a moment after its run is over.
        const calls = await waitUntil(
          'no call is open',
          () => {
            const all = hive.agents.journal.callsOfRun(state.runId);
            return all.every(({ endedAt }) => endedAt !== null) && all;
          },
          { ms: RUN_MS, signal: hive.signal },
        );
        violations.push(...((await fault.inspect?.(hive, calls)) ?? []), ...(state.unwatch() ?? []));
        const faults = calls.filter(({ mode }) => mode !== 'ok').length;
        return { ...(await timesOf(hive, state.runId, calls)), faults, violations };
      },
    }),
  };
}
