import {
  type AdaptationMode,
  type PersonaDefinition,
  type PersonaType,
  personaDefinitionSchema,
  STYLES,
  type Style,
} from '@/server/core/persona/persona.ts';

/** A persona as a form holds it: lists as text. */
export interface PersonaForm {
  id: string;
  name: string;
  type: PersonaType;
  adaptationMode: AdaptationMode;
  description: string;
  /** "review, test:0.9": names, each with an optional proficiency 0..1. */
  capabilities: string;
  /** Names with commas between them. */
  taskTypes: string;
  style: Record<Style, number>;
  accuracy: number;
  risk: number;
}

/** Proficiency of a capability that does not say its own. */
const PROFICIENT = 0.7;
const MIDDLE = 0.5;

const names = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The form of a stored persona, or that of a new one. */
export function personaForm(persona: { id: string; definition: PersonaDefinition } | null): PersonaForm {
  if (persona === null) {
    const style = Object.fromEntries(STYLES.map((name) => [name, MIDDLE])) as Record<Style, number>;
    const { accuracy_preference, risk_tolerance } = personaDefinitionSchema.parse({ type: 'generalist', name: 'new', style });
    return {
      ...{ id: '', name: '', type: 'generalist', adaptationMode: 'adaptive', description: '', capabilities: '', taskTypes: '' },
      ...{ style, accuracy: accuracy_preference, risk: risk_tolerance },
    };
  }
  const { definition } = persona;
  return {
    ...{ id: persona.id, name: definition.name, type: definition.type, adaptationMode: definition.adaptation_mode },
    description: definition.description,
    capabilities: definition.capabilities.map(({ name, proficiency }) => `${name}:${proficiency}`).join(', '),
    taskTypes: definition.preferred_task_types.join(', '),
    ...{ style: definition.style, accuracy: definition.accuracy_preference, risk: definition.risk_tolerance },
  };
}

/** The definition that a form describes, not yet checked. What the form has no field for stays what it was. */
export function definitionOf(form: PersonaForm, stored: PersonaDefinition | null): unknown {
  const known = new Map(stored?.capabilities.map((each) => [each.name, each]));
  return {
    ...(stored && { expertise_domains: stored.expertise_domains, team_size: stored.team_size }),
    type: form.type,
    name: form.name.trim(),
    description: form.description.trim(),
    adaptation_mode: form.adaptationMode,
    capabilities: names(form.capabilities).map((part) => {
      const [, name = part, said] = /^(.*?)(?::\s*([\d.]+))?$/.exec(part) ?? [];
      const before = known.get(name.trim());
      return { ...before, name: name.trim(), proficiency: said === undefined ? (before?.proficiency ?? PROFICIENT) : Number(said) };
    }),
    preferred_task_types: names(form.taskTypes),
    accuracy_preference: form.accuracy,
    risk_tolerance: form.risk,
    style: form.style,
  };
}
