import type { AgentProfile } from '../../src/server/core/agent/agent.ts';
import { NO_STYLE_EVIDENCE } from '../../src/server/core/persona/evidence.ts';
import { personaDefinitionSchema, type Style } from '../../src/server/core/persona/persona.ts';
import { type PersonaSnapshot, personaSnapshot } from '../../src/server/core/persona/persona-snapshot.ts';
import { Belief } from '../../src/server/core/prediction/belief.ts';
import type { SuccessRow } from '../../src/server/core/prediction/belief-state.ts';
import type { AgentSnapshot } from '../../src/server/core/routing/candidates.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { specOf, type TaskSpec } from '../../src/server/core/task/spec.ts';
import { taskDefinitionSchema } from '../../src/server/core/workflow/definition.ts';

// A fleet with records, a belief learned from them and, if wanted, personas: what a routing pass finds after some days of work.

/** Epoch ms; nobody is silent, nothing has faded. */
export const NOW = 1_700_000_000_000;
const TYPES = 12;
/** Task types that each agent has a record at. */
const TYPES_PER_AGENT = 4;
/** Outcomes in each of these records. */
const OUTCOMES = 8;
const PERSONAS = 9;
const SLOTS = 20;
const CAPABILITY = 'work';

export interface BenchFleet {
  agents: AgentSnapshot[];
  belief: Belief;
  /** One per task type. */
  specs: TaskSpec[];
}

/** @param of.personas whether every agent has one, and every task asks for a style */
export function makeBenchFleet(of: { agents: number; personas: boolean }): BenchFleet {
  const random = seededRandom(of.agents);
  const personas = of.personas ? Array.from({ length: PERSONAS }, (_, at) => makePersona(at, random)) : [null];
  const rows: SuccessRow[] = [];
  const agents = Array.from({ length: of.agents }, (_, at): AgentSnapshot => {
    const own = drawRecord(`agent-${at}`, random);
    rows.push(...own);
    const stats = new Map(
      own.map(({ type, successes }) => [type, { attempts: OUTCOMES, successes, meanDurationMs: 500 + 500 * random() }]),
    );
    const inFlight = Math.floor(random() * (SLOTS / 2));
    return { profile: makeProfile(at, random), inFlight, stats, persona: personas[at % personas.length] ?? null };
  });
  return { agents, belief: learn(rows), specs: Array.from({ length: TYPES }, (_, at) => makeSpec(at, of.personas)) };
}

export function makeProfile(at: number, random: () => number): AgentProfile {
  return {
    ...{ id: `agent-${at}`, name: `Agent ${at}`, kind: 'simulated', status: 'active', persona: null, pool: null, lastSeenAt: NOW },
    ...{ maxConcurrentTasks: SLOTS, costPerTaskUsd: 0.01 + 0.01 * random() },
    capabilities: [{ name: CAPABILITY, proficiency: Math.round(50 + 50 * random()) / 100, areas: [] }],
    config: { latency_ms: 0, latency_jitter: 0, failure_rate: 0, quality: 1 },
  };
}

function makePersona(at: number, random: () => number): PersonaSnapshot {
  return makeStyled(at, { analytical: random(), creative: random(), collaborative: random(), thorough: random(), pragmatic: random() });
}

/** A persona of which nothing but its style is known. */
export function makeStyled(at: number, strong: Partial<Record<Style, number>>): PersonaSnapshot {
  const style = { analytical: 0, creative: 0, collaborative: 0, thorough: 0, pragmatic: 0, ...strong };
  const definition = personaDefinitionSchema.parse({ type: 'generalist', name: `Persona ${at}`, style });
  const nothing = { learned: {}, ownStyle: NO_STYLE_EVIDENCE, pooledStyle: NO_STYLE_EVIDENCE, own: new Map(), pooled: new Map() };
  return personaSnapshot({ id: `persona-${at}`, definition, ...nothing });
}

/** @param asks fields of a task definition */
export function makeWork(taskType: string, asks: object): TaskSpec {
  const task = { task_id: 'a', task_type: taskType, required_capabilities: [CAPABILITY], ...asks };
  return specOf(taskDefinitionSchema.parse(task), { priority: 'medium' });
}

function makeSpec(at: number, styled: boolean): TaskSpec {
  return makeWork(`type-${at}`, styled ? { preferred_cognitive_style: 'analytical', creativity_requirements: 0.7 } : {});
}

function drawRecord(agent: string, random: () => number): SuccessRow[] {
  const types = new Set<number>();
  while (types.size < TYPES_PER_AGENT) types.add(Math.floor(random() * TYPES));
  return [...types].map((type) => {
    const successes = Math.floor(random() * (OUTCOMES + 1));
    return { agent, type: `type-${type}`, fit: 1, successes, failures: OUTCOMES - successes, drop: 0, rise: 0, updatedAt: NOW };
  });
}

function learn(rows: SuccessRow[]): Belief {
  const amounts = { version: 1, rows: [] } as const;
  const nothing = { version: 1, readings: [], rows: [] } as const;
  const duration = {
    version: 1 as const,
    rows: rows.map(({ agent, type }) => ({ agent, type, count: OUTCOMES, mean: 6, squares: 1, updatedAt: NOW })),
  };
  const [cost, quality, verified] = [
    { ...amounts, rows: [] },
    { ...amounts, rows: [] },
    { ...nothing, readings: [], rows: [] },
  ];
  return Belief.restore({ version: 1, returned: { version: 1, readings: [], rows }, verified, duration, cost, quality }, NOW);
}
