import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLEETS } from '../../../../tests/routing/capability-pairs.ts';
import { makeSnapshot, makeSpec, NOW } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import type { Capability } from '../agent/agent.ts';
import { MATCHING_ALGORITHMS } from '../workflow/definition.ts';
import { editDistance, spellingLikeness } from './edit-distance.ts';
import { CapabilityMatcher, type MatchingAlgorithm } from './match-capability.ts';
import { splitCompound, wordsOf } from './text-similarity.ts';

const capability = (name: string, over: Partial<Capability> = {}): Capability => ({ name, proficiency: 1, areas: [], ...over });
const FLEET: Capability[] = [
  capability('illustration', { description: 'draws pictures, diagrams and sketches' }),
  capability('code_review', { areas: ['static analysis'] }),
  capability('translation', { description: 'turns text into other languages' }),
  capability('database design'),
];
const matcher = new CapabilityMatcher(() => [FLEET]);
const match = (required: string, has: Capability, algorithm: MatchingAlgorithm) =>
  matcher.match([required], [{ name: has.name, proficiency: has.proficiency, areas: has.areas }], algorithm);

describe('capability match', () => {
  it('[CM1] nothing required is not known, and the name itself is a full match', () => {
    for (const algorithm of MATCHING_ALGORITHMS) {
      expect(matcher.match([], [], algorithm)).toBeNull();
      expect(match('code_review', capability('code_review'), algorithm)).toBe(1);
      expect(match('juggling', capability('code_review'), algorithm)).toBe(0);
    }
  });

  it('[CM2] exact counts names, the others weigh proficiency', () => {
    const half = capability('code_review', { proficiency: 0.5 });
    expect(MATCHING_ALGORITHMS.map((algorithm) => match('code_review', half, algorithm))).toEqual([1, 0.5, 0.5, 0.5]);
  });

  it.each<[string, string, number]>([
    ['review', 'code_review', 0.8],
    ['code_review_of_others', 'code_review', 0.7],
    ['static analysis', 'code_review', 0.9],
    ['analysis', 'code_review', 0.6],
    ['painting', 'code_review', 0],
  ])('[CM3] weighted: %s against %s is %d', (required, name, expected) => {
    const has = FLEET.find((each) => each.name === name) as Capability;
    expect(match(required, has, 'weighted_match')).toBe(expected);
  });

  it('[CM4] fuzzy forgives spelling, but knows no meaning; semantic knows meaning, but not by spelling alone', () => {
    const [illustration, review] = FLEET as [Capability, Capability];
    expect(match('code_reveiw', review, 'fuzzy_match')).toBeGreaterThan(0.85);
    expect(match('code_reveiw', review, 'weighted_match')).toBe(0);
    expect(match('drawing diagrams', illustration, 'fuzzy_match')).toBe(0);
    expect(match('drawing diagrams', illustration, 'semantic_match')).toBeGreaterThan(0.3);
    expect(match('drawing diagrams', illustration, 'semantic_match')).toBeGreaterThan(
      match('drawing diagrams', review, 'semantic_match') as number,
    );
  });

  it('[CM5] every match is in [0, 1], and grows with proficiency', () => {
    const names = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(names, names, fc.constantFrom(...MATCHING_ALGORITHMS), (required, name, algorithm) => {
        const own = new CapabilityMatcher(() => [[capability(name)]]);
        const at = (proficiency: number) => own.match([required], [{ name, areas: [], proficiency }], algorithm) as number;
        expect(at(1)).toBeGreaterThanOrEqual(at(0.5));
        expect(at(0.5)).toBeGreaterThanOrEqual(0);
        expect(at(1)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('[CM6] edits are counted, swapped neighbours as one, and both ways alike', () => {
    expect([editDistance('', 'abc'), editDistance('abc', 'acb'), editDistance('kitten', 'sitting')]).toEqual([3, 1, 3]);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(spellingLikeness(a, b)).toBe(spellingLikeness(b, a));
        expect(spellingLikeness(a, a)).toBe(1);
      }),
    );
    expect(wordsOf('codeReviews_and-Reviewing')).toEqual(['cod', 'review', 'and', 'review']);
  });

  it.each<[string, string, string]>([
    ['words in another order', 'review of code', 'code_review'],
    ['another word of the stem', 'translates', 'translation'],
    ['what it says about itself', 'sketches', 'illustration'],
    ['words that nobody parted', 'databasedesign', 'database design'],
  ])('[CM10] semantic sees by %s, %s as %s, which spelling does not', (_, required, name) => {
    const has = FLEET.find((each) => each.name === name) as Capability;
    const rival = (algorithm: MatchingAlgorithm) =>
      Math.max(...FLEET.filter((each) => each !== has).map((each) => match(required, each, algorithm) as number));
    expect(match(required, has, 'semantic_match')).toBeGreaterThan(0.3);
    expect(match(required, has, 'semantic_match')).toBeGreaterThan(rival('semantic_match'));
    expect(match(required, has, 'semantic_match')).not.toBe(match(required, has, 'fuzzy_match'));
  });

  it('[CM10] spelling takes for alike what only looks alike, semantic does not', () => {
    const looks = new CapabilityMatcher(() => [[capability('deployment', { description: 'ships releases' }), capability('forecasting')]]);
    const compare = (algorithm: MatchingAlgorithm) =>
      looks.match(['employment'], [{ name: 'deployment', proficiency: 1, areas: [] }], algorithm);
    expect(compare('fuzzy_match')).toBeGreaterThan(0.7);
    expect(compare('semantic_match')).toBeLessThan(0.35);
  });

  it('[CM10] a word falls into the fewest known words, and stays whole where there are none', () => {
    const words = new Set(['code', 'review', 'rev', 'iew', 'er']);
    const cases = ['codereview', 'review', 'codex', 'reviewcodereview', 'iewiew'].map((word) => splitCompound(word, words).join(' '));
    expect(cases).toEqual(['code review', 'review', 'codex', 'review code review', 'iew iew']);
  });

  it.each(FLEETS)(
    '[CM11] $name: of names that nobody has, semantic finds what is meant much more often than spelling does',
    ({ offered, asked }) => {
      const has = offered.map(({ name, proficiency, areas }) => ({ name: name.toLowerCase(), proficiency, areas }));
      const fleet = new CapabilityMatcher(() => [offered]);
      const findBy = (algorithm: MatchingAlgorithm) => (name: string) => {
        const likeness = has.map((each) => fleet.match([name.toLowerCase()], [each], algorithm) as number);
        const best = Math.max(...likeness);
        return best < 0.35 ? null : (has[likeness.indexOf(best)]?.name ?? null);
      };
      const right = (find: (name: string) => string | null) => asked.filter(([name, meant]) => find(name) === meant).length / asked.length;
      const shares = {
        weighted: right(findBy('weighted_match')),
        fuzzy: right(findBy('fuzzy_match')),
        semantic: right(findBy('semantic_match')),
        suggested: right((name) => fleet.closest(name)?.name ?? null),
      };
      expect(shares.semantic).toBeGreaterThan(0.85);
      expect(shares.suggested).toBeGreaterThan(0.85);
      expect(Math.max(shares.fuzzy, shares.weighted)).toBeLessThan(0.55);
    },
  );

  it('[CM7] a required capability stays a filter; who waits for one is told what comes closest', () => {
    const agents = [makeSnapshot('x', { can: { code_review: 1 } }), makeSnapshot('y', { can: { testing: 1 } })];
    const wait = (name: string, capability_matching: string) => {
      const spec = makeSpec({ required_capabilities: [name], capability_matching });
      const [placement] = routeBatch({ tasks: [{ taskId: 't', spec }], agents, now: NOW, random: () => 0 });
      return placement !== undefined && 'wait' in placement ? placement.wait.detail : 'placed';
    };
    for (const algorithm of MATCHING_ALGORITHMS)
      expect(wait('code_reviews', algorithm)).toMatch(/no active agent has "code_reviews" \(closest: "code_review" 0\.9\d\)/);
    expect(wait('juggling', 'semantic_match')).toBe('no active agent has "juggling"');
    expect(wait('code_review', 'exact_match')).toBe('placed');
  });

  it('[CM8] the algorithm that a task names decides who of the capable is better', () => {
    const agents = [makeSnapshot('even', { can: { code: 0.6 } }), makeSnapshot('around', { can: { code: 0.4, coder: 1, coding: 1 } })];
    const winner = (capability_matching: string) => {
      const spec = makeSpec({ required_capabilities: ['code'], capability_matching, routing_strategy: 'capability_first' });
      const [placement] = routeBatch({ tasks: [{ taskId: 't', spec }], agents, now: NOW, random: () => 0 });
      return placement !== undefined && 'agentId' in placement ? placement.agentId : null;
    };
    expect([winner('weighted_match'), winner('fuzzy_match')]).toEqual(['even', 'around']);
  });
});
