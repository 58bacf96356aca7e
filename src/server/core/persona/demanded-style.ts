import type { TaskSpec } from '../task/spec.ts';
import { STYLES, type Style } from './persona.ts';

/** How strongly a task asks for each style, in the order of STYLES, each 0..1. */
export type StyleVector = readonly number[];

/** What the demand fields say when nobody set them. */
const UNASKED = { ratio: 0.5, quality: 0.8 } as const;
/** A delay of at most this asks for pragmatism in full; ms. */
const PRAGMATIC_DELAY_MS = 5 * 60_000;

const above = (value: number, from: number) => Math.max(0, (value - from) / (1 - from));

/**
 * The styles that a task asks for, from its preferred style, its creativity, depth and collaboration, its quality threshold and its
 * patience. Null when it asks for nothing beyond the defaults: such a task says nothing about anybody's style.
 */
export function demandedStyle(spec: Pick<TaskSpec, 'style' | 'qualityThreshold' | 'maxDelayMs'>): StyleVector | null {
  const { preferred, creativity, analyticalDepth, collaboration } = spec.style;
  const asked: Record<Style, number> = {
    analytical: above(analyticalDepth, UNASKED.ratio),
    creative: above(creativity, UNASKED.ratio),
    collaborative: above(collaboration, UNASKED.ratio),
    thorough: above(spec.qualityThreshold, UNASKED.quality),
    pragmatic: spec.maxDelayMs === undefined ? 0 : Math.min(1, PRAGMATIC_DELAY_MS / spec.maxDelayMs),
  };
  if (preferred !== undefined) asked[preferred] = 1;
  const vector = STYLES.map((style) => asked[style]);
  return vector.some((value) => value > 0) ? vector : null;
}

/** How strong somebody is in the styles that are asked for: the mean of the vector, weighted by the demand. */
export function styleFit(demand: StyleVector, vector: StyleVector): number {
  let sum = 0;
  let weight = 0;
  for (let at = 0; at < demand.length; at += 1) {
    sum += (demand[at] as number) * (vector[at] as number);
    weight += demand[at] as number;
  }
  return weight === 0 ? 0 : sum / weight;
}
