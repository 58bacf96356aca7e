import { type RegisterAgent, registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import type { BreakerOverride } from '../../src/server/core/breaker/policy-override.ts';
import type { JsonObject, JsonValue } from '../../src/server/core/json.ts';
import type { AttemptError } from '../../src/server/core/task/attempt-outcome.ts';
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import { readRunStatus } from '../../src/server/db/run-status.ts';
import type { Deps } from '../../src/server/deps.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { waitForRun } from '../../src/server/use-cases/wait-for-run.ts';
import { type Engine, startEngine } from '../../workers/engine/engine.ts';
import { closeDeps, openDeps } from '../fixtures/installation.ts';
import { createTestDatabase } from '../int/database.ts';
import { expectInvariants } from './invariants.ts';
import { createScriptedAgents, type ScriptedAgents } from './scripted-agents.ts';

// The engine in this process, on a database of its own, with agents that do what the test says. Nothing here waits for a time:
// tests are woken by the feed, by the agents, or by the commit they asked for, and look again where nobody tells.

const BY = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' } as const;

export interface StoredTask {
  id: string;
  key: string;
  status: string;
  fence: number;
  attempts: number;
  losses: number;
  wait_reason: string | null;
  park_key: string | null;
  output: JsonValue;
  output_artifact_id: string | null;
  error: AttemptError | null;
  reused_from: string | null;
}

export interface Worker {
  deps: Deps;
  engine: Engine;
  close(): Promise<void>;
}

export interface Harness {
  /** What a web process has. */
  deps: Deps;
  url: string;
  agents: ScriptedAgents;
  /** One more execution process on the same database. */
  startWorker(options?: { slots?: number }): Promise<Worker>;
  addAgent(agent: NewAgent): Promise<string>;
  /** Says that agents, or what is known of them, changed in the tables; resolves when every worker has heard it. */
  tellFleet(): Promise<void>;
  /** Starts a run; answers its id once it is committed. */
  submit(definition: Partial<WorkflowDefinitionInput>, given?: { input?: JsonValue; context?: JsonObject }): Promise<string>;
  /** Resolves with the run's status when it has ended. */
  ended(runId: string): Promise<string>;
  run(definition: Partial<WorkflowDefinitionInput>, given?: { input?: JsonValue; context?: JsonObject }): Promise<Outcome>;
  tasks(runId: string): Promise<Record<string, StoredTask>>;
  /** Event types in order, those of tasks as "type key". */
  events(runId: string): Promise<string[]>;
  /** Asks again whenever anything changed, and now and then, until the answer is true. */
  until(check: () => Promise<boolean>): Promise<void>;
  /** Resolves when a task waits: for a time, an event, a person or a run of its own. */
  waiting(runId: string, key: string): Promise<void>;
  /** Lets the time of everything in a run that waits pass, and sweeps. */
  passTime(runId: string): Promise<void>;
  rows<Row extends object>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** No process sweeps by itself while `work` is under way. */
  withoutSweeps(work: () => Promise<void>): Promise<void>;
  /** I1 to I8 over everything that ran so far. */
  checkInvariants(drained?: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface NewAgent {
  name: string;
  slots?: number;
  capabilities?: string[];
  kind?: 'simulated' | 'worker';
  breaker?: BreakerOverride;
  /** The price agreed with it. */
  costUsd?: number;
}

export interface Outcome {
  runId: string;
  status: string;
  tasks: Record<string, StoredTask>;
  events: string[];
}

/** How often a state is looked for that nobody tells of; milliseconds. */
const LOOK_MS = 500;

/** A task that agents of the harness can take. */
export function task(task_id: string, dependencies: unknown[] = [], more: Record<string, unknown> = {}) {
  return { task_id, task_type: 'work', dependencies, ...more } as WorkflowDefinitionInput['tasks'][number];
}

/** A task that needs no agent: an approval, a timer, an event, a run of its own. */
export const control = (task_id: string, settings: object, dependencies: unknown[] = []) =>
  ({ task_id, dependencies, ...settings }) as WorkflowDefinitionInput['tasks'][number];

const CONFIGS = { simulated: { latency_ms: 0 }, worker: {} } as const;

/** @param env settings of every process of the harness */
export async function createHarness(env: Record<string, string> = {}): Promise<Harness> {
  const database = await createTestDatabase();
  const deps = openDeps(database.url, env);
  await deps.feed.ready();
  const agents = createScriptedAgents();
  const workers = new Set<Worker>();

  const rows: Harness['rows'] = async (statement, values = []) => (await deps.db.pool.query(statement, values)).rows;
  const tasks: Harness['tasks'] = async (runId) => {
    const found = await rows<StoredTask>('SELECT * FROM task WHERE run_id = $1', [runId]);
    return Object.fromEntries(found.map((row) => [row.key, row]));
  };
  const events: Harness['events'] = async (runId) => {
    const statement = 'SELECT e.type, t.key FROM event e LEFT JOIN task t ON t.id = e.task_id WHERE e.run_id = $1 ORDER BY e.seq';
    return (await rows<{ type: string; key: string | null }>(statement, [runId])).map(({ type, key }) => (key ? `${type} ${key}` : type));
  };
  const until: Harness['until'] = async (check) => {
    let wake = () => {};
    let changed = false;
    const look = () => {
      changed = true;
      wake();
    };
    const unsubscribe = deps.feed.subscribe(look);
    // Some things are stored without a word, or a moment after it.
    const net = setInterval(look, LOOK_MS);
    try {
      while (!(await check())) {
        if (!changed) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        changed = false;
      }
    } finally {
      clearInterval(net);
      unsubscribe();
    }
  };
  const submit: Harness['submit'] = async (definition, given = {}) => {
    const { runId } = await executeWorkflow(deps, { definition: { name: 'test', ...definition }, ...given }, BY);
    return runId;
  };
  const ended: Harness['ended'] = async (runId) => {
    const done = await waitForRun(deps, runId, { ms: 90_000, signal: new AbortController().signal });
    if (!done) throw new Error(`the run did not end: ${JSON.stringify(await tasks(runId), null, 1)}`);
    return (await readRunStatus(deps.db.pool, runId)) ?? 'gone';
  };

  return {
    deps,
    url: database.url,
    agents,
    rows,
    tasks,
    events,
    submit,
    ended,
    until,
    async startWorker({ slots = 256 } = {}) {
      const own = openDeps(database.url, env);
      await own.feed.ready();
      const engine = await startEngine(own, { slots, version: 'test', callAgent: agents.call });
      const worker: Worker = {
        deps: own,
        engine,
        close: async () => {
          if (!workers.delete(worker)) return;
          await engine.close();
          await closeDeps(own);
        },
      };
      workers.add(worker);
      return worker;
    },
    async addAgent({ name, slots = 1, capabilities = [], kind = 'simulated', breaker, costUsd }) {
      const wanted = {
        name,
        kind,
        max_concurrent_tasks: slots,
        config: CONFIGS[kind],
        breaker,
        cost_per_task_usd: costUsd,
        capabilities: capabilities.map((capability) => ({ name: capability })),
      };
      return (await registerAgent(deps, registerAgentSchema.parse(wanted) as RegisterAgent, BY)).id;
    },
    async tellFleet() {
      const heard = [...workers].map(
        ({ deps: { feed } }) =>
          new Promise<void>((resolve) => {
            const unsubscribe = feed.subscribe((topic) => {
              if (topic !== 'agents' && topic !== 'resync') return;
              unsubscribe();
              resolve();
            });
          }),
      );
      deps.feed.publish(['agents']);
      await Promise.all(heard);
    },
    async run(definition, given) {
      const runId = await submit(definition, given);
      const status = await ended(runId);
      return { runId, status, tasks: await tasks(runId), events: await events(runId) };
    },
    waiting: (runId, key) => until(async () => (await tasks(runId))[key]?.status === 'waiting'),
    async passTime(runId) {
      await rows(`UPDATE task SET available_at = clock_timestamp() WHERE run_id = $1 AND status = 'waiting' AND available_at IS NOT NULL`, [
        runId,
      ]);
      await sweepFleet(deps);
    },
    async withoutSweeps(work) {
      await rows(`INSERT INTO duty (name, ran_at) VALUES ('sweep', 'infinity')
        ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at`);
      await work().finally(() => rows(`DELETE FROM duty WHERE name = 'sweep'`));
    },
    checkInvariants: (drained = true) =>
      expectInvariants(
        deps.db.pool,
        agents.effects.map((effect) => effect.attemptId),
        drained,
      ),
    async close() {
      await Promise.all([...workers].map((worker) => worker.close()));
      await closeDeps(deps);
      await database.drop();
    },
  };
}

export { BY };
