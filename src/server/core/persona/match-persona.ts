import { fold, relation } from '../routing/capability-relation.ts';
import type { TaskSpec } from '../task/spec.ts';
import { demandedStyle, type StyleVector, styleFit } from './demanded-style.ts';
import type { AdaptationMode } from './persona.ts';
import type { PersonaSnapshot } from './persona-snapshot.ts';

// How well a persona suits a task: five components, each null when nothing is asked for or nothing is known.

export const PERSONA_COMPONENTS = [
  'cognitive_compatibility',
  'skill_specialization',
  'performance_affinity',
  'communication_style_match',
  'learning_preference_alignment',
] as const;
export type PersonaComponent = (typeof PERSONA_COMPONENTS)[number];

/** They sum to 1. */
export const PERSONA_WEIGHTS: Readonly<Record<PersonaComponent, number>> = {
  cognitive_compatibility: 0.3,
  skill_specialization: 0.25,
  performance_affinity: 0.2,
  communication_style_match: 0.15,
  learning_preference_alignment: 0.1,
};

export type PersonaMatch = Record<PersonaComponent, number | null>;

/** Pooled outcomes of a task type from which performance says something. */
const MIN_POOLED = 5;
/** The weight of the pooled rate against an agent's own outcomes. */
const POOLED_PRIOR = 10;
/** Attempts after which a type of task is half as new. */
const HALF_KNOWN = 5;
const COLLABORATION_UNASKED = 0.5;
const COLLABORATIVE = 2;
/** Of the skill component, when both are known. */
const SKILL_SHARE = 0.7;
const OTHER_TYPE = 0.3;

/** How much each mode gains from tasks that are new to it. */
const OPENNESS: Readonly<Record<AdaptationMode, number>> = { static: 0.1, adaptive: 0.5, collaborative: 0.6, dynamic: 0.9 };

/** A task as personas see it; worked out once per kind of task. */
export interface PersonaDemand {
  taskType: string;
  required: readonly string[];
  style: StyleVector | null;
  /** Null when not asked for. */
  collaboration: number | null;
}

export function personaDemand(spec: TaskSpec): PersonaDemand {
  const { collaboration } = spec.style;
  return {
    taskType: spec.taskType,
    required: [...new Set(spec.requiredCapabilities.map(fold))],
    style: demandedStyle(spec),
    collaboration: collaboration === COLLABORATION_UNASKED ? null : collaboration,
  };
}

/** 1 for a type of task that the agent has never had, falling with every attempt. */
export function noveltyOf(attempts: number): number {
  return 1 / Math.sqrt(1 + attempts / HALF_KNOWN);
}

function skill({ capabilities, preferredTypes }: PersonaSnapshot, demand: PersonaDemand): number | null {
  const type = preferredTypes.size === 0 ? null : preferredTypes.has(fold(demand.taskType)) ? 1 : OTHER_TYPE;
  if (demand.required.length === 0 || capabilities.length === 0) return type;
  let sum = 0;
  for (const name of demand.required) {
    let best = 0;
    for (const capability of capabilities) best = Math.max(best, relation(name, capability) * capability.proficiency);
    sum += best;
  }
  const skills = sum / demand.required.length;
  return type === null ? skills : SKILL_SHARE * skills + (1 - SKILL_SHARE) * type;
}

function affinity({ own, pooled }: PersonaSnapshot, taskType: string): number | null {
  const all = pooled.get(taskType);
  if (all === undefined || all.attempts < MIN_POOLED) return null;
  const rate = (all.successes + 1) / (all.attempts + 2);
  const mine = own.get(taskType) ?? { attempts: 0, successes: 0 };
  return (mine.successes + POOLED_PRIOR * rate) / (mine.attempts + POOLED_PRIOR);
}

/** The five components. `attempts`: how often the agent has had this type of task. */
export function matchPersona(persona: PersonaSnapshot, demand: PersonaDemand, attempts: number): PersonaMatch {
  const openness = OPENNESS[persona.definition.adaptation_mode];
  return {
    cognitive_compatibility: demand.style === null ? null : styleFit(demand.style, persona.style),
    skill_specialization: skill(persona, demand),
    performance_affinity: affinity(persona, demand.taskType),
    communication_style_match:
      demand.collaboration === null ? null : 1 - Math.abs(demand.collaboration - (persona.style[COLLABORATIVE] as number)),
    learning_preference_alignment: 1 - Math.abs(openness - noveltyOf(attempts)),
  };
}

/**
 * The weighted mean of the components that are known. Null when neither style, skill nor performance is: what is left then says
 * nothing about this task.
 */
export function personaScore(match: PersonaMatch): number | null {
  if (match.cognitive_compatibility === null && match.skill_specialization === null && match.performance_affinity === null) return null;
  let sum = 0;
  let weight = 0;
  for (const component of PERSONA_COMPONENTS) {
    const value = match[component];
    if (value === null) continue;
    sum += PERSONA_WEIGHTS[component] * value;
    weight += PERSONA_WEIGHTS[component];
  }
  return sum / weight;
}
