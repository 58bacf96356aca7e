import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { BreakerBook } from '../../src/server/breakers/breaker-book.ts';
import { createBreaker, record } from '../../src/server/core/breaker/breaker.ts';
import { type BreakerCommand, commandBreaker } from '../../src/server/core/breaker/command-breaker.ts';
import { type BreakerResourceType, PRESETS } from '../../src/server/core/breaker/presets.ts';
import { agentBreaker, breakerSeed, taskTypeBreaker } from '../../src/server/core/breaker/resource.ts';
import type { BreakerState } from '../../src/server/core/breaker/state.ts';
import { FleetRouter } from '../../src/server/core/routing/route-batch.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import type { TaskSpec } from '../../src/server/core/task/spec.ts';
import type { Queryable } from '../../src/server/db/queryable.ts';
import { median } from '../engine/statistics.ts';
import { makeBenchFleet, NOW } from '../routing/make-bench-fleet.ts';

// What breakers cost a dispatch pass as it is wired: the book of a process with every breaker in it, asked by the router for a full batch.
// The same batch is routed with and without it in turn; the difference is the breakers'. Permits are stored after routing, one statement
// for all of a pass, and only where a breaker is half-open.

/** As many tasks as a pass reads (use-cases/dispatch-tasks.ts). */
const BATCH = 128;
/** One breaker for each agent, and one at each of four types of task. */
const PER_AGENT = 5;
const PASSES = 60;
const WARM_UP = 10;

export interface DispatchFigures {
  breakers: number;
  /** Of them: open, half-open, forced open, or closed a moment ago. */
  watched: number;
  /** CPU time that a pass takes longer, ms: the middle of pairs of passes. */
  costMs: number;
  /** And a whole batch without any breaker, ms. */
  withoutMs: number;
}

interface StoredRow {
  resourceId: string;
  type: BreakerResourceType;
  state: BreakerState;
  revision: number;
}

const DAY_MS = 86_400_000;

/** A breaker with a history; held back as somebody, or its own rules, would do it. @param at its number: no two opened at the same moment */
function stateOf(resourceId: string, type: BreakerResourceType, of: { hold: (typeof HOLDS)[number] | null; at: number }): BreakerState {
  const [rules, now] = [PRESETS[type], Date.now() - of.at];
  let state = createBreaker(rules, { now: now - DAY_MS, seed: breakerSeed(resourceId) });
  for (let call = 0; call < 10; call += 1) {
    state = record(rules, state, { kind: call === 0 ? 'failure' : 'success', generation: state.generation, at: now - 1_000 + call });
  }
  for (const command of commandsFor(of.hold)) {
    const result = commandBreaker(rules, state, { command, at: now });
    if (result.ok) state = result.state;
  }
  return state;
}

function commandsFor(hold: (typeof HOLDS)[number] | null): BreakerCommand[] {
  if (hold === null) return [];
  if (hold === 'force_open') return [{ type: hold }];
  const trip: BreakerCommand = { type: 'trip', forMs: DAY_MS };
  return hold === 'trip' ? [trip] : [trip, { type: 'half_open' }];
}

const HOLDS = ['trip', 'half_open', 'force_open'] as const;

/** @param every one of so many is held back; 0: none */
function makeRows(agents: readonly string[], types: readonly string[], every: number): StoredRow[] {
  const names = agents.flatMap((agent, at) => [
    { resourceId: agentBreaker(agent), type: 'agent' as const },
    ...Array.from({ length: PER_AGENT - 1 }, (_, more) => ({
      resourceId: taskTypeBreaker(agent, types[(at + more) % types.length] as string),
      type: 'agent_task_type' as const,
    })),
  ]);
  return names.map(({ resourceId, type }, at) => {
    const hold = every > 0 && at % every === 0 ? (HOLDS[(at / every) % HOLDS.length] ?? null) : null;
    return { resourceId, type, state: stateOf(resourceId, type, { hold, at }), revision: 1 };
  });
}

/** Answers what a book asks when it is opened; what it would store is dropped. */
function storeOf(rows: readonly StoredRow[]): Queryable {
  const answers: Record<string, readonly object[]> = { read_clock: [{ at: new Date() }], read_breakers: rows };
  return {
    query: <Row extends QueryResultRow>({ name = '' }: QueryConfig) =>
      Promise.resolve({ rows: answers[name] ?? [], rowCount: 0 } as unknown as QueryResult<Row>),
  };
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** @param of.every one of so many breakers is held back; 0: none */
export async function measureDispatch(of: { breakers: number; every: number }): Promise<DispatchFigures> {
  const fleet = makeBenchFleet({ agents: Math.round(of.breakers / PER_AGENT), personas: false });
  const rows = makeRows(
    fleet.agents.map(({ profile }) => profile.id),
    fleet.specs.map(({ taskType }) => taskType),
    of.every,
  );
  const book = new BreakerBook({
    db: storeOf(rows),
    feed: { publish() {}, subscribe: () => () => {}, ready: () => Promise.resolve(), close: () => Promise.resolve() },
    log: console as never,
    newId: () => '',
    enabled: true,
  });
  await book.open();
  const router = new FleetRouter(fleet.agents, { personaTrials: new Map() });
  const inFlight = fleet.agents.map((agent) => agent.inFlight);
  const random = seededRandom(of.breakers);
  const tasks = Array.from({ length: BATCH }, (_, at) => ({
    taskId: `task-${at}`,
    spec: fleet.specs[at % fleet.specs.length] as TaskSpec,
  }));
  const pass = (guarded: boolean) => {
    const began = cpuMs();
    const placed = router.route({ tasks, inFlight, now: NOW, random, ...(guarded && { watch: (seen) => book.watch(seen, Date.now()) }) });
    if (placed.length !== BATCH) throw new Error(`a pass of ${BATCH} tasks placed ${placed.length}`);
    return cpuMs() - began;
  };
  for (let at = 0; at < WARM_UP; at += 1) for (const guarded of [false, true]) pass(guarded);
  const pairs = Array.from({ length: PASSES }, () => ({ without: pass(false), guarded: pass(true) }));
  await book.close();
  return {
    breakers: rows.length,
    watched: rows.filter(({ state }) => state.status !== 'closed').length,
    costMs: Math.max(0, median(pairs.map(({ without, guarded }) => guarded - without))),
    withoutMs: median(pairs.map(({ without }) => without)),
  };
}
