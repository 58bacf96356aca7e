import { type FoldedCapability, fold } from '../routing/capability-relation.ts';
import type { StyleVector } from './demanded-style.ts';
import { estimateStyle, LEARNING, type StyleEvidence, styleValues, type TypeEvidence } from './evidence.ts';
import type { PersonaDefinition } from './persona.ts';
import type { LearnedCapabilities } from './update-proficiency.ts';

/** A persona on an agent, as routing sees it: everything that does not depend on the task is worked out. */
export interface PersonaSnapshot {
  /** Null when the agent only declares a style of its own. */
  id: string | null;
  definition: PersonaDefinition;
  capabilities: readonly FoldedCapability[];
  preferredTypes: ReadonlySet<string>;
  style: StyleVector;
  /** Verified outcomes by task type: the agent's own, and those of everybody with the persona. */
  own: ReadonlyMap<string, TypeEvidence>;
  pooled: ReadonlyMap<string, TypeEvidence>;
}

export interface PersonaFacts {
  id: string | null;
  definition: PersonaDefinition;
  learned: LearnedCapabilities;
  ownStyle: StyleEvidence;
  pooledStyle: StyleEvidence;
  own: ReadonlyMap<string, TypeEvidence>;
  pooled: ReadonlyMap<string, TypeEvidence>;
}

/** Works out what an agent is in its persona now. */
export function personaSnapshot(facts: PersonaFacts): PersonaSnapshot {
  const { id, definition, learned, own, pooled } = facts;
  const evidence = LEARNING[definition.adaptation_mode].from === 'all' ? facts.pooledStyle : facts.ownStyle;
  return {
    id,
    definition,
    capabilities: definition.capabilities.map(({ name, proficiency }) => ({
      name: fold(name),
      proficiency: learned[fold(name)]?.proficiency ?? proficiency,
      areas: definition.expertise_domains.map(fold),
    })),
    preferredTypes: new Set(definition.preferred_task_types.map(fold)),
    style: styleValues(estimateStyle(definition, evidence)),
    own,
    pooled,
  };
}
