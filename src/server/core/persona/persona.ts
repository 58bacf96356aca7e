import { z } from 'zod';
import { COGNITIVE_STYLES, plainName } from '../workflow/definition.ts';

// A persona: the way of working that an agent takes on. What it declares is a first guess; measured outcomes correct it (evidence.ts).

export const PERSONA_TYPES = [
  'backend_engineer',
  'frontend_developer',
  'devops_specialist',
  'qa_engineer',
  'security_specialist',
  'data_engineer',
  'project_manager',
  'product_owner',
  'architect',
  'tech_lead',
  'generalist',
  'researcher',
  'coordinator',
  'optimizer',
  'code_reviewer',
  'deployment_specialist',
  'performance_analyst',
  'documentation_specialist',
] as const;
export type PersonaType = (typeof PERSONA_TYPES)[number];

export const ADAPTATION_MODES = ['static', 'adaptive', 'dynamic', 'collaborative'] as const;
export type AdaptationMode = (typeof ADAPTATION_MODES)[number];

export const CAPABILITY_LEVELS = ['novice', 'intermediate', 'advanced', 'expert'] as const;
export type CapabilityLevel = (typeof CAPABILITY_LEVELS)[number];

export type Style = (typeof COGNITIVE_STYLES)[number];

/** Order of the numbers in every style array, stored ones too. */
export const STYLES: readonly Style[] = COGNITIVE_STYLES;

const ratio = z.number().min(0).max(1);
const word = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !/\p{Cc}/u.test(text), 'control characters are not allowed');

export const personaId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'small letters, digits, "_" and "-", at most 100, starting with a letter or digit');

const capabilities = z
  .array(z.strictObject({ name: word, proficiency: ratio, confidence: ratio.default(0.7) }))
  .max(100)
  .refine((list) => new Set(list.map(({ name }) => name.toLowerCase())).size === list.length, 'names a capability twice');

/** What a persona is made of; stored as it is sent. */
export const personaDefinitionSchema = z.strictObject({
  type: z.enum(PERSONA_TYPES),
  name: plainName,
  description: z.string().max(2_000).default(''),
  adaptation_mode: z.enum(ADAPTATION_MODES).default('adaptive'),
  capabilities: capabilities.default([]),
  preferred_task_types: z.array(word).max(100).default([]),
  expertise_domains: z.array(word).max(100).default([]),
  /** 0 prefers speed, 1 accuracy. */
  accuracy_preference: ratio.default(0.65),
  risk_tolerance: ratio.default(0.5),
  team_size: z
    .strictObject({ min: z.number().int().min(1).max(1_000), max: z.number().int().min(1).max(1_000) })
    .refine(({ min, max }) => min <= max, 'min is above max')
    .default({ min: 1, max: 8 }),
  style: z.strictObject({ analytical: ratio, creative: ratio, collaborative: ratio, thorough: ratio, pragmatic: ratio }),
});
export type PersonaDefinition = z.output<typeof personaDefinitionSchema>;

export const createPersonaSchema = personaDefinitionSchema.extend({ id: personaId });
export type CreatePersona = z.output<typeof createPersonaSchema>;

/** Lowest proficiency of each level but novice. */
const LEVEL_FROM = { intermediate: 0.21, advanced: 0.61, expert: 0.86 } as const;

export function levelOf(proficiency: number): CapabilityLevel {
  if (proficiency >= LEVEL_FROM.expert) return 'expert';
  if (proficiency >= LEVEL_FROM.advanced) return 'advanced';
  return proficiency >= LEVEL_FROM.intermediate ? 'intermediate' : 'novice';
}
