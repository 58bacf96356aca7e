import type { Capability } from '../agent/agent.ts';
import type { MATCHING_ALGORITHMS } from '../workflow/definition.ts';
import { type FoldedCapability, fold, relation } from './capability-relation.ts';
import { spellingLikeness } from './edit-distance.ts';
import { TextIndex } from './text-similarity.ts';

// How well what agents can do covers what a task requires. A required capability that an agent does not have under its very name keeps
// the agent out (candidates.ts); the algorithms say how well it is covered, and what comes closest when nobody has it.
//
//   exact_match     the share of the required names that the agent has
//   fuzzy_match     by spelling: edits and containment, times proficiency
//   semantic_match  by meaning: text similarity over names, descriptions and areas of the fleet, times proficiency
//   weighted_match  the proficiency at that very name; else by relation (capability-relation.ts), times proficiency

export type MatchingAlgorithm = (typeof MATCHING_ALGORITHMS)[number];
export const DEFAULT_MATCHING: MatchingAlgorithm = 'weighted_match';

/** An area counts this much of a name, where names and areas are compared in the same way. */
const AREA_SHARE = 0.8;
/** Suggestions less alike than this would only confuse. */
const LEAST_SUGGESTED = 0.35;

type Likeness = (required: string, capability: FoldedCapability) => number;

/** The capabilities of a fleet, ready to be matched. Texts are indexed with the first question that needs it. */
export class CapabilityMatcher {
  readonly #listOf: () => Iterable<readonly Capability[]>;
  #index: TextIndex | null = null;
  readonly #spelling = new Map<string, number>();

  /** @param listOf the capabilities of every agent that may be suggested */
  constructor(listOf: () => Iterable<readonly Capability[]>) {
    this.#listOf = listOf;
  }

  /** How well folded names are covered, 0..1; null when nothing is required. */
  match(required: readonly string[], has: readonly FoldedCapability[], algorithm: MatchingAlgorithm): number | null {
    if (required.length === 0) return null;
    if (algorithm === 'exact_match')
      return required.filter((name) => has.some((capability) => capability.name === name)).length / required.length;
    const likeness = this.#likeness(algorithm);
    let sum = 0;
    for (const name of required) {
      const same = algorithm === 'weighted_match' ? has.find((capability) => capability.name === name) : undefined;
      let best = same?.proficiency ?? 0;
      if (same === undefined) for (const capability of has) best = Math.max(best, likeness(name, capability) * capability.proficiency);
      sum += best;
    }
    return sum / required.length;
  }

  /** The capability of the fleet that comes closest to a name nobody has, by spelling or meaning; null when none is near. */
  closest(required: string): { name: string; likeness: number } | null {
    const name = fold(required);
    const index = this.#texts();
    let best: { name: string; likeness: number } | null = null;
    for (const other of index.names()) {
      const likeness = Math.max(index.similarity(name, other), this.#spelt(name, other));
      if (likeness >= LEAST_SUGGESTED && likeness > (best?.likeness ?? 0)) best = { name: other, likeness };
    }
    return best;
  }

  #likeness(algorithm: Exclude<MatchingAlgorithm, 'exact_match'>): Likeness {
    switch (algorithm) {
      case 'weighted_match':
        return relation;
      case 'fuzzy_match':
        return (name, capability) =>
          capability.areas.reduce((best, area) => Math.max(best, AREA_SHARE * this.#spelt(name, area)), this.#spelt(name, capability.name));
      case 'semantic_match': {
        const index = this.#texts();
        return (name, capability) => index.similarity(name, capability.name);
      }
    }
  }

  #spelt(a: string, b: string): number {
    const key = `${a}\u0000${b}`;
    let likeness = this.#spelling.get(key);
    if (likeness === undefined) {
      likeness = spellingLikeness(a, b);
      this.#spelling.set(key, likeness);
    }
    return likeness;
  }

  /** One document per name: what several agents say about the same capability is read together. */
  #texts(): TextIndex {
    if (this.#index !== null) return this.#index;
    const about = new Map<string, Set<string>>();
    const spelt = new Map<string, string>();
    for (const capabilities of this.#listOf()) {
      for (const { name, description, areas } of capabilities) {
        const texts = about.get(fold(name)) ?? new Set<string>();
        about.set(fold(name), texts);
        // One that parts its words says more than one that does not.
        if (!spelt.has(fold(name)) || name !== fold(name)) spelt.set(fold(name), name);
        if (description !== undefined) texts.add(description);
        for (const area of areas) texts.add(area);
      }
    }
    this.#index = new TextIndex([...about].map(([name, texts]) => ({ name, spelt: spelt.get(name) ?? name, about: [...texts].join(' ') })));
    return this.#index;
  }
}
