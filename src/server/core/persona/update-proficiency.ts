import { z } from 'zod';
import type { PersonaDefinition } from './persona.ts';

/** What one success adds to a proficiency and one failure takes, times the task's complexity. */
const STEP = { success: 0.02, failure: -0.01 } as const;

/** A capability of an agent in a persona, as outcomes have moved it. */
export const learnedCapabilitySchema = z.object({
  proficiency: z.number().min(0).max(1),
  confidence: z.number().min(0).max(1),
  successRate: z.number().min(0).max(1),
  uses: z.number().int().min(0),
});
export type LearnedCapability = z.output<typeof learnedCapabilitySchema>;

/** By folded capability name; what was never used is missing. */
export const learnedCapabilitiesSchema = z.record(z.string(), learnedCapabilitySchema);
export type LearnedCapabilities = z.output<typeof learnedCapabilitiesSchema>;

export interface CapabilityOutcome {
  /** Capability names that the task required, folded. */
  used: readonly string[];
  success: boolean;
  /** 0..1. */
  complexity: number;
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));

function moved(before: LearnedCapability, { success, complexity }: CapabilityOutcome): LearnedCapability {
  const proficiency = clamp(before.proficiency + (success ? STEP.success : STEP.failure) * complexity);
  const successRate = (before.successRate * before.uses + Number(success)) / (before.uses + 1);
  return { proficiency, successRate, uses: before.uses + 1, confidence: clamp(0.8 * successRate + 0.2 * proficiency) };
}

/**
 * Moves the proficiencies that an outcome used: +0.02 x complexity for a success, -0.01 x complexity for a failure. Capabilities that
 * the persona does not have stay unknown, and a static persona never moves.
 */
export function updateProficiency(
  definition: Pick<PersonaDefinition, 'capabilities' | 'adaptation_mode'>,
  learned: LearnedCapabilities,
  outcome: CapabilityOutcome,
): LearnedCapabilities {
  if (definition.adaptation_mode === 'static') return learned;
  const next = { ...learned };
  for (const { name, proficiency, confidence } of definition.capabilities) {
    const folded = name.trim().toLowerCase();
    if (!outcome.used.includes(folded)) continue;
    next[folded] = moved(learned[folded] ?? { proficiency, confidence, successRate: 0, uses: 0 }, outcome);
  }
  return next;
}
