import { NO_STYLE_EVIDENCE, type StyleEvidence, type TypeEvidence } from '../../src/server/core/persona/evidence.ts';
import { type PersonaDefinition, personaDefinitionSchema } from '../../src/server/core/persona/persona.ts';
import { type PersonaSnapshot, personaSnapshot } from '../../src/server/core/persona/persona-snapshot.ts';
import type { AgentSnapshot } from '../../src/server/core/routing/candidates.ts';
import type { TypeRecord } from '../../src/server/core/routing/score.ts';
import { type RunDemands, specOf, type TaskSpec } from '../../src/server/core/task/spec.ts';
import { taskDefinitionSchema } from '../../src/server/core/workflow/definition.ts';

// Agents, personas and tasks for tests of routing, without a database.

export const NOW = 1_700_000_000_000;

export interface SnapshotSketch {
  /** Proficiency by capability. */
  can?: Record<string, number>;
  slots?: number;
  inFlight?: number;
  cost?: number;
  stats?: Record<string, TypeRecord>;
  persona?: PersonaSnapshot;
}

export function makeSnapshot(id: string, sketch: SnapshotSketch = {}): AgentSnapshot {
  const capabilities = Object.entries(sketch.can ?? {}).map(([name, proficiency]) => ({ name, proficiency, areas: [] }));
  const config = { latency_ms: 0, latency_jitter: 0, failure_rate: 0, quality: 1 };
  return {
    profile: {
      ...{ id, name: `Agent ${id}`, kind: 'simulated', status: 'active', capabilities, persona: null, config, pool: null },
      ...{ maxConcurrentTasks: sketch.slots ?? 4, costPerTaskUsd: sketch.cost ?? null, lastSeenAt: NOW },
    },
    inFlight: sketch.inFlight ?? 0,
    stats: new Map(Object.entries(sketch.stats ?? {})),
    persona: sketch.persona ?? null,
  };
}

const EVEN = { analytical: 0.5, creative: 0.5, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 };

export function makeDefinition(over: Partial<PersonaDefinition> = {}): PersonaDefinition {
  return { ...personaDefinitionSchema.parse({ type: 'generalist', name: 'A persona', style: EVEN }), ...over };
}

export interface PersonaSketch {
  definition?: Partial<PersonaDefinition>;
  ownStyle?: StyleEvidence;
  pooledStyle?: StyleEvidence;
  own?: Record<string, TypeEvidence>;
  pooled?: Record<string, TypeEvidence>;
}

export function makePersona(id: string, sketch: PersonaSketch = {}): PersonaSnapshot {
  return personaSnapshot({
    id,
    definition: makeDefinition(sketch.definition),
    learned: {},
    ownStyle: sketch.ownStyle ?? NO_STYLE_EVIDENCE,
    pooledStyle: sketch.pooledStyle ?? sketch.ownStyle ?? NO_STYLE_EVIDENCE,
    own: new Map(Object.entries(sketch.own ?? {})),
    pooled: new Map(Object.entries(sketch.pooled ?? sketch.own ?? {})),
  });
}

export function makeSpec(over: object = {}, run: Partial<RunDemands> = {}): TaskSpec {
  return specOf(taskDefinitionSchema.parse({ task_id: 'a', task_type: 'work', ...over }), { priority: 'medium', ...run });
}
