import { fold, relation } from '../routing/capability-relation.ts';
import { contextFit, type TaskSituation } from './adapt-persona.ts';
import type { TypeEvidence } from './evidence.ts';
import type { PersonaDefinition } from './persona.ts';

// Which persona an agent should take on for a kind of task: five parts, weighted; a part that nobody knows gives its weight to the others.

export const RECOMMENDATION_WEIGHTS = { affinity: 0.3, capability: 0.25, history: 0.2, context: 0.15, availability: 0.1 } as const;
export type RecommendationPart = keyof typeof RECOMMENDATION_WEIGHTS;

/** Attempts from which history counts. */
const MIN_ATTEMPTS = 5;
const AFFINITY = { preferred: 1, related: 0.8, other: 0.3 } as const;
/** Agents that have the persona, below which it is as available as can be, and the next step. */
const AVAILABLE = { well: 5, fairly: 10 } as const;

export interface RecommendationDemand {
  taskType: string;
  requiredCapabilities: readonly string[];
  /** Null when nothing is known of the circumstances. */
  situation: TaskSituation | null;
}

export interface PersonaCandidate {
  id: string;
  definition: PersonaDefinition;
  /** Verified outcomes of everybody with the persona at the task type. */
  evidence: TypeEvidence;
  /** Living agents that have it. */
  agents: number;
  /** Whether the agent in question has it already. */
  assigned: boolean;
}

export interface Recommendation {
  personaId: string;
  score: number;
  parts: Record<RecommendationPart, number | null>;
  /** Attempts behind `history`. */
  samples: number;
}

function coverage(definition: PersonaDefinition, required: readonly string[]): number | null {
  if (required.length === 0) return null;
  const capabilities = definition.capabilities.map(({ name, proficiency }) => ({ name: fold(name), areas: [], proficiency }));
  const best = (name: string) => Math.max(0, ...capabilities.map((capability) => relation(name, capability) * capability.proficiency));
  return required.reduce((sum, name) => sum + best(fold(name)), 0) / required.length;
}

/** 1 for a preferred type, less for one that sounds like a capability, least for any other. */
function affinity(definition: PersonaDefinition, taskType: string): number {
  const type = fold(taskType);
  if (definition.preferred_task_types.some((preferred) => fold(preferred) === type)) return AFFINITY.preferred;
  const related = definition.capabilities.filter(({ name }) => relation(type, { name: fold(name), areas: [] }) > 0);
  if (related.length === 0) return AFFINITY.other;
  return Math.max(AFFINITY.other, (AFFINITY.related * related.reduce((sum, { proficiency }) => sum + proficiency, 0)) / related.length);
}

function availability({ agents, assigned }: PersonaCandidate): number {
  if (assigned || agents < AVAILABLE.well) return 1;
  return agents < AVAILABLE.fairly ? 0.8 : 0.6;
}

function recommend(candidate: PersonaCandidate, demand: RecommendationDemand): Recommendation {
  const { attempts, successes } = candidate.evidence;
  const parts: Recommendation['parts'] = {
    affinity: affinity(candidate.definition, demand.taskType),
    capability: coverage(candidate.definition, demand.requiredCapabilities),
    history: attempts < MIN_ATTEMPTS ? null : (successes + 1) / (attempts + 2),
    context: demand.situation === null ? null : contextFit(candidate.definition, demand.situation),
    availability: availability(candidate),
  };
  let sum = 0;
  let weight = 0;
  for (const [part, share] of Object.entries(RECOMMENDATION_WEIGHTS)) {
    const value = parts[part as RecommendationPart];
    if (value === null) continue;
    sum += share * value;
    weight += share;
  }
  return { personaId: candidate.id, score: sum / weight, parts, samples: attempts };
}

/** Best first; equals in the order of their ids. */
export function recommendPersonas(candidates: readonly PersonaCandidate[], demand: RecommendationDemand): Recommendation[] {
  return candidates
    .map((candidate) => recommend(candidate, demand))
    .sort((a, b) => b.score - a.score || a.personaId.localeCompare(b.personaId));
}
