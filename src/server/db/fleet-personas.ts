import type { AgentProfile } from '../core/agent/agent.ts';
import { NO_STYLE_EVIDENCE, type StyleEvidence, sumStyleEvidence, type TypeEvidence } from '../core/persona/evidence.ts';
import { EMPTY_ARM, judgeTrial, type TrialArm, type Verdict } from '../core/persona/judge-trial.ts';
import { type PersonaDefinition, personaDefinitionSchema } from '../core/persona/persona.ts';
import { type PersonaSnapshot, personaSnapshot } from '../core/persona/persona-snapshot.ts';
import { learnedCapabilitiesSchema } from '../core/persona/update-proficiency.ts';
import type { Queryable } from './queryable.ts';

// The personas of the fleet as the router sees them, with what outcomes say of them.

interface AssignedRow {
  agentId: string;
  personaId: string;
  definition: unknown;
  learned: unknown;
}

interface EvidenceRow {
  personaId: string;
  /** Null: everybody with the persona. */
  agentId: string | null;
  taskType: string;
  attempts: number;
  successes: number;
  weight: number[];
  success: number[];
}

interface Evidence {
  style: StyleEvidence;
  byType: ReadonlyMap<string, TypeEvidence>;
}

const NO_EVIDENCE: Evidence = { style: NO_STYLE_EVIDENCE, byType: new Map() };

function sumEvidence(rows: EvidenceRow[]): Evidence {
  const byType = new Map<string, TypeEvidence>();
  for (const { taskType, attempts, successes } of rows) {
    const before = byType.get(taskType) ?? { attempts: 0, successes: 0 };
    byType.set(taskType, { attempts: before.attempts + attempts, successes: before.successes + successes });
  }
  return { style: sumStyleEvidence(rows), byType };
}

function groupEvidence(rows: EvidenceRow[], keyOf: (row: EvidenceRow) => string): Map<string, Evidence> {
  const groups = new Map<string, EvidenceRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? [];
    groups.set(keyOf(row), group);
    group.push(row);
  }
  return new Map([...groups].map(([key, group]) => [key, sumEvidence(group)]));
}

/** A style that an agent declares for itself, without a persona: nothing else of it is known. */
function ownStyle(style: NonNullable<NonNullable<AgentProfile['persona']>['style']>): PersonaSnapshot {
  const even = { analytical: 0.5, creative: 0.5, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 };
  const definition = personaDefinitionSchema.parse({
    type: 'generalist',
    name: 'Own style',
    adaptation_mode: 'static',
    style: { ...even, ...style },
  });
  const none = new Map<string, TypeEvidence>();
  const facts = { id: null, definition, learned: {}, ownStyle: NO_STYLE_EVIDENCE, pooledStyle: NO_STYLE_EVIDENCE, own: none, pooled: none };
  return personaSnapshot(facts);
}

async function readAssigned(pool: Queryable): Promise<AssignedRow[]> {
  const { rows } = await pool.query<AssignedRow>({
    name: 'read_fleet_personas',
    text: `SELECT a.agent_id AS "agentId", a.persona_id AS "personaId", p.definition, a.learned
      FROM persona_assignment a JOIN persona p ON p.id = a.persona_id WHERE a.ended_at IS NULL AND p.active`,
    values: [],
  });
  return rows;
}

async function readEvidence(pool: Queryable): Promise<EvidenceRow[]> {
  const { rows } = await pool.query<EvidenceRow>({
    name: 'read_persona_evidence',
    text: `SELECT persona_id AS "personaId", agent_id AS "agentId", task_type AS "taskType", attempts, successes, style_weight AS weight, style_success AS success
      FROM persona_performance`,
    values: [],
  });
  return rows;
}

/** The persona of every agent that has one. @param agents the fleet, for the styles that agents declare for themselves */
export async function readFleetPersonas(pool: Queryable, agents: readonly AgentProfile[]): Promise<Map<string, PersonaSnapshot>> {
  const [assigned, evidence] = await Promise.all([readAssigned(pool), readEvidence(pool)]);
  const definitions = new Map<string, PersonaDefinition>();
  const own = groupEvidence(evidence, (row) => `${row.personaId} ${row.agentId}`);
  const pooled = groupEvidence(evidence, (row) => row.personaId);
  const byAgent = new Map(assigned.map((row) => [row.agentId, row]));
  const personas = new Map<string, PersonaSnapshot>();
  for (const { id, persona } of agents) {
    const row = byAgent.get(id);
    if (row === undefined) {
      if (persona?.style !== undefined) personas.set(id, ownStyle(persona.style));
      continue;
    }
    const definition = definitions.get(row.personaId) ?? personaDefinitionSchema.parse(row.definition);
    definitions.set(row.personaId, definition);
    const mine = own.get(`${row.personaId} ${id}`) ?? NO_EVIDENCE;
    const all = pooled.get(row.personaId) ?? NO_EVIDENCE;
    personas.set(
      id,
      personaSnapshot({
        id: row.personaId,
        definition: persona?.style === undefined ? definition : { ...definition, style: { ...definition.style, ...persona.style } },
        learned: learnedCapabilitiesSchema.parse(row.learned),
        ...{ ownStyle: mine.style, pooledStyle: all.style, own: mine.byType, pooled: all.byType },
      }),
    );
  }
  return personas;
}

export interface TrialArms {
  with: TrialArm;
  without: TrialArm;
}

/** Both arms of the trial, by task type. */
export async function readTrials(pool: Queryable): Promise<Map<string, TrialArms>> {
  const { rows } = await pool.query<TrialArm & { taskType: string; arm: keyof TrialArms }>({
    name: 'read_persona_trials',
    text: `SELECT task_type AS "taskType", arm, n, successes, costs, cost_usd AS "costUsd", total FROM persona_trial ORDER BY task_type`,
    values: [],
  });
  const trials = new Map<string, TrialArms>();
  for (const { taskType, arm, ...sums } of rows)
    trials.set(taskType, { ...(trials.get(taskType) ?? { with: EMPTY_ARM, without: EMPTY_ARM }), [arm]: sums });
  return trials;
}

/** What the trial says of each task type. */
export async function readVerdicts(pool: Queryable): Promise<Map<string, Verdict>> {
  const trials = await readTrials(pool);
  return new Map([...trials].map(([taskType, arms]) => [taskType, judgeTrial(arms.with, arms.without).verdict]));
}
