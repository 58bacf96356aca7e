// A weight vector over the components of the score. Vectors are written in whole per cent, so that the compiler can add them up: one
// that does not come to 100 does not compile.

export const COMPONENTS = [
  'capability',
  'persona',
  'predicted',
  'safety',
  'load',
  'cost',
  'speed',
  'specialization',
  'learning',
  'contextual',
  'preference',
  'quality',
] as const;
export type Component = (typeof COMPONENTS)[number];

/** Sums to 1; a component with weight 0 is not looked at. */
export type Weights = Readonly<Record<Component, number>>;

type Row<N extends number, R extends unknown[] = []> = R['length'] extends N ? R : Row<N, [...R, unknown]>;
type Of<W, C extends Component> = W extends Record<C, infer N extends number> ? Row<N> : [];
type Total<W> = [
  ...Of<W, 'capability'>,
  ...Of<W, 'persona'>,
  ...Of<W, 'predicted'>,
  ...Of<W, 'safety'>,
  ...Of<W, 'load'>,
  ...Of<W, 'cost'>,
  ...Of<W, 'speed'>,
  ...Of<W, 'specialization'>,
  ...Of<W, 'learning'>,
  ...Of<W, 'contextual'>,
  ...Of<W, 'preference'>,
  ...Of<W, 'quality'>,
]['length'];

/** A vector from per cents; components that are not named weigh nothing. Does not compile unless they sum to 100. */
export function percent<const W extends Partial<Record<Component, number>>>(
  parts: W & (Total<W> extends 100 ? unknown : { 'the per cents must sum to 100, not to': Total<W> }),
): Weights {
  return toWeights(parts);
}

function toWeights(parts: Partial<Record<Component, number>>): Weights {
  return mapWeights((component) => (parts[component] ?? 0) / 100);
}

export function mapWeights(of: (component: Component) => number): Weights {
  return Object.fromEntries(COMPONENTS.map((component) => [component, of(component)])) as Weights;
}

/** `share` of the way from one vector to another, 0..1; the sum stays 1. */
export function blendWeights(from: Weights, to: Weights, share: number): Weights {
  return mapWeights((component) => (1 - share) * from[component] + share * to[component]);
}
