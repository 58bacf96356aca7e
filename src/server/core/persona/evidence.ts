import type { StyleVector } from './demanded-style.ts';
import { type AdaptationMode, type PersonaDefinition, STYLES } from './persona.ts';

// What measured outcomes say about an agent in a persona, and how much of it counts.
//
//   static         learns nothing: it is what it declares
//   adaptive       learns from its own outcomes, slowly
//   dynamic        learns from its own outcomes, fast
//   collaborative  learns from the outcomes of everybody who has the persona

/** From whose outcomes a mode learns, and how many outcomes outweigh what was declared. */
export const LEARNING: Readonly<Record<AdaptationMode, { from: 'nobody' | 'own' | 'all'; prior: number }>> = {
  static: { from: 'nobody', prior: Number.POSITIVE_INFINITY },
  adaptive: { from: 'own', prior: 20 },
  dynamic: { from: 'own', prior: 8 },
  collaborative: { from: 'all', prior: 20 },
};

/** Outcomes by demanded style, in the order of STYLES: how much each style was asked for, and how much of that succeeded. */
export interface StyleEvidence {
  weight: readonly number[];
  success: readonly number[];
}

export const NO_STYLE_EVIDENCE: StyleEvidence = { weight: STYLES.map(() => 0), success: STYLES.map(() => 0) };

/** Verified outcomes of one task type. */
export interface TypeEvidence {
  attempts: number;
  successes: number;
}

export interface StyleEstimate {
  declared: number;
  /** Success rate at what asked for the style, drawn towards `declared` while there is little; null without a sample. */
  inferred: number | null;
  /** What routing uses. */
  value: number;
  /** Outcomes behind it, each counted by how strongly it asked for the style. */
  samples: number;
}

/** Declared and inferred style side by side. A static persona infers too, so that people see it, but does not use it. */
export function estimateStyle(definition: PersonaDefinition, evidence: StyleEvidence): StyleEstimate[] {
  const { prior } = LEARNING[definition.adaptation_mode];
  const shown = Number.isFinite(prior) ? prior : LEARNING.adaptive.prior;
  return STYLES.map((style, at) => {
    const declared = definition.style[style];
    const samples = evidence.weight[at] ?? 0;
    const inferred = samples === 0 ? null : ((evidence.success[at] ?? 0) + shown * declared) / (samples + shown);
    return { declared, inferred, value: inferred === null || !Number.isFinite(prior) ? declared : inferred, samples };
  });
}

export const styleValues = (estimates: readonly StyleEstimate[]): StyleVector => estimates.map(({ value }) => value);

/** Adds up evidence of several agents or task types. */
export function sumStyleEvidence(parts: readonly StyleEvidence[]): StyleEvidence {
  const total = (pick: (part: StyleEvidence) => readonly number[]) =>
    STYLES.map((_, at) => parts.reduce((sum, part) => sum + (pick(part)[at] ?? 0), 0));
  return { weight: total((part) => part.weight), success: total((part) => part.success) };
}
