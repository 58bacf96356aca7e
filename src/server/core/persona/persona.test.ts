import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDefinition, makePersona, makeSpec } from '../../../../tests/routing/make-snapshot.ts';
import { adaptPersona, contextFit } from './adapt-persona.ts';
import { coverDemands } from './cover-demands.ts';
import { demandedStyle, styleFit } from './demanded-style.ts';
import { estimateStyle } from './evidence.ts';
import { addOutcome, type EndedAttempt, type Lessons, learnOutcomes, NO_PERFORMANCE } from './learn-outcomes.ts';
import { matchPersona, PERSONA_COMPONENTS, PERSONA_WEIGHTS, personaDemand, personaScore } from './match-persona.ts';
import { type ADAPTATION_MODES, levelOf } from './persona.ts';
import { RECOMMENDATION_WEIGHTS, recommendPersonas } from './recommend-persona.ts';
import { measuredRate, reportStyle } from './summarise-performance.ts';
import { updateProficiency } from './update-proficiency.ts';

const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const calm = { urgency: 0.2, complexity: 0.2, risk: 0.2, teamSize: null };
const CONTRACT = { contract: { condition: 'true' } };

describe('personas', () => {
  it.each([
    [0, 'novice'],
    [0.2, 'novice'],
    [0.21, 'intermediate'],
    [0.61, 'advanced'],
    [0.86, 'expert'],
  ])('[PE11] a proficiency of %d is %s', (proficiency, level) => {
    expect(levelOf(proficiency)).toBe(level);
  });

  it('[PE12] a success adds 0.02 x complexity, a failure takes 0.01 x complexity, never beyond 0 and 1; static never moves', () => {
    const definition = makeDefinition({ adaptation_mode: 'adaptive', capabilities: [{ name: 'Code', proficiency: 0.5, confidence: 0.7 }] });
    const after = updateProficiency(definition, {}, { used: ['code', 'unknown'], success: true, complexity: 0.5 });
    expect(after).toEqual({ code: { proficiency: 0.51, successRate: 1, uses: 1, confidence: expect.closeTo(0.902, 9) } });
    const again = updateProficiency(definition, after, { used: ['code'], success: false, complexity: 1 });
    expect(again.code).toMatchObject({ proficiency: expect.closeTo(0.5, 9), successRate: 0.5, uses: 2 });
    expect(updateProficiency({ ...definition, adaptation_mode: 'static' }, {}, { used: ['code'], success: true, complexity: 1 })).toEqual(
      {},
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), ratio), { maxLength: 200 }), (outcomes) => {
        const learned = outcomes.reduce(
          (now, [success, complexity]) => updateProficiency(definition, now, { used: ['code'], success, complexity }),
          {},
        );
        for (const { proficiency, confidence, successRate } of Object.values(learned as ReturnType<typeof updateProficiency>))
          for (const value of [proficiency, confidence, successRate]) expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });

  it('[PE13] a task that asks for nothing has no demanded style; what it asks for counts by how strongly', () => {
    expect(demandedStyle(makeSpec())).toBeNull();
    expect(demandedStyle(makeSpec({ preferred_cognitive_style: 'creative' }))).toEqual([0, 1, 0, 0, 0]);
    const asked = demandedStyle(makeSpec({ analytical_depth: 0.75, expected_quality_threshold: 1, max_acceptable_delay_minutes: 5 }));
    expect(asked).toEqual([0.5, 0, 0, expect.closeTo(1, 9), 1]);
    fc.assert(
      fc.property(fc.array(ratio, { minLength: 5, maxLength: 5 }), fc.array(ratio, { minLength: 5, maxLength: 5 }), (demand, vector) => {
        const fit = styleFit(demand, vector);
        expect(fit >= -1e-9 && fit <= Math.max(...vector) + 1e-9).toBe(true);
      }),
    );
  });

  it('[PE14] an inferred style is drawn from what is declared to what succeeds, faster in dynamic than in adaptive, never in static', () => {
    const evidence = { weight: [20, 0, 0, 0, 0], success: [18, 0, 0, 0, 0] };
    const of = (adaptation_mode: (typeof ADAPTATION_MODES)[number]) => estimateStyle(makeDefinition({ adaptation_mode }), evidence)[0];
    expect(of('adaptive')).toEqual({ declared: 0.5, inferred: 0.7, value: 0.7, samples: 20 });
    expect(of('dynamic')?.value).toBeGreaterThan(0.7);
    expect(of('static')).toMatchObject({ inferred: 0.7, value: 0.5 });
    expect(estimateStyle(makeDefinition(), evidence)[1]).toEqual({ declared: 0.5, inferred: null, value: 0.5, samples: 0 });
    expect(Object.keys(reportStyle(makeDefinition(), []))).toEqual(['analytical', 'creative', 'collaborative', 'thorough', 'pragmatic']);
  });

  it('[PE15] a collaborative persona learns from everybody who has it, the others from their own outcomes', () => {
    const own = { weight: [40, 0, 0, 0, 0], success: [0, 0, 0, 0, 0] };
    const pooled = { weight: [400, 0, 0, 0, 0], success: [400, 0, 0, 0, 0] };
    const of = (adaptation_mode: (typeof ADAPTATION_MODES)[number]) =>
      makePersona('p', { definition: { adaptation_mode }, ownStyle: own, pooledStyle: pooled }).style[0] as number;
    expect(of('collaborative')).toBeGreaterThan(0.9);
    expect(of('adaptive')).toBeLessThan(0.2);
    expect(of('static')).toBe(0.5);
  });

  it('[PE16] the modes bend to the task in their own ways, static not at all', () => {
    const hasty = { urgency: 0.95, complexity: 0.9, risk: 0.2, teamSize: 12 };
    const of = (adaptation_mode: (typeof ADAPTATION_MODES)[number]) =>
      adaptPersona(makeDefinition({ adaptation_mode, accuracy_preference: 0.8 }), hasty);
    expect(of('static')).toMatchObject({ adaptations: [], accuracyPreference: 0.8 });
    expect(of('adaptive').adaptations).toEqual(['request_collaboration', 'increase_planning_time', 'prefer_speed']);
    expect(of('adaptive').accuracyPreference).toBeCloseTo(0.55, 9);
    expect(of('collaborative').adaptations).toEqual(['focus_specialization']);
    expect(of('dynamic').adaptations).toHaveLength(4);
    expect(
      adaptPersona(makeDefinition({ adaptation_mode: 'dynamic', team_size: { min: 3, max: 4 } }), { ...calm, teamSize: 1 }).adaptations,
    ).toEqual(['increase_autonomy']);
    expect(contextFit(makeDefinition({ adaptation_mode: 'adaptive', accuracy_preference: 0.8 }), hasty)).toBeGreaterThan(
      contextFit(makeDefinition({ adaptation_mode: 'static', accuracy_preference: 0.8 }), hasty),
    );
  });

  it('[PE17] the match has five components of 30, 25, 20, 15 and 10 per cent, each null when nothing is asked for or known', () => {
    expect(PERSONA_COMPONENTS.map((component) => PERSONA_WEIGHTS[component])).toEqual([0.3, 0.25, 0.2, 0.15, 0.1]);
    const bare = matchPersona(makePersona('p'), personaDemand(makeSpec()), 0);
    expect(bare).toMatchObject({
      cognitive_compatibility: null,
      skill_specialization: null,
      performance_affinity: null,
      communication_style_match: null,
    });
    expect(personaScore(bare)).toBeNull();
    const style = { analytical: 1, creative: 0, collaborative: 0.4, thorough: 0, pragmatic: 0 };
    const capabilities = [{ name: 'code', proficiency: 0.9, confidence: 1 }];
    const persona = makePersona('p', {
      definition: { style, capabilities, adaptation_mode: 'dynamic' },
      own: { work: { attempts: 8, successes: 8 } },
    });
    const demand = makeSpec({ required_capabilities: ['Code'], preferred_cognitive_style: 'analytical', collaboration_intensity: 0.4 });
    const match = matchPersona(persona, personaDemand(demand), 0);
    expect(match).toEqual({
      cognitive_compatibility: 1,
      skill_specialization: 0.9,
      performance_affinity: expect.closeTo((8 + 9) / 18, 9),
      communication_style_match: 1,
      learning_preference_alignment: expect.closeTo(0.9, 9),
    });
    expect(personaScore(match)).toBeGreaterThan(0.9);
  });

  it('[PE18] only tasks with a contract teach what an agent can do, and failures that are not its own teach nothing', () => {
    const attempt = (over: Partial<EndedAttempt> = {}): EndedAttempt => ({
      ...{
        agentId: 'a',
        taskType: 'work',
        spec: makeSpec(CONTRACT),
        completed: true,
        errorCode: null,
        verification: 'verified',
        durationMs: 10,
        costUsd: 0.5,
      },
      ...{ assignment: { id: 'x', personaId: 'p' }, arm: null },
      ...over,
    });
    const learn = (attempts: EndedAttempt[]): Lessons => {
      const lessons: Lessons = { performance: new Map(), learned: new Map(), arms: new Map() };
      learnOutcomes(lessons, attempts, new Map([['p', makeDefinition()]]));
      return lessons;
    };
    expect(learn([attempt({ spec: makeSpec() })]).performance.size).toBe(0);
    expect(learn([attempt({ completed: false, errorCode: 'input_unresolved' })]).performance.size).toBe(0);
    expect(learn([attempt({ assignment: null })]).performance.size).toBe(0);
    const unverified = learn([attempt({ verification: 'unverified', arm: 'with' })]);
    expect([unverified.performance.size, unverified.arms.size]).toEqual([0, 0]);
    const [learned] = learn([attempt(), attempt({ completed: false, errorCode: 'contract_failed', costUsd: null })]).performance.values();
    expect(learned).toMatchObject({ attempts: 2, successes: 1, durationMsSum: 20, costUsdSum: 0.5, costCount: 1 });
    const creative = attempt({ spec: makeSpec({ ...CONTRACT, preferred_cognitive_style: 'creative' }) });
    expect(addOutcome(NO_PERFORMANCE, creative).style).toEqual({ weight: [0, 1, 0, 0, 0], success: [0, 1, 0, 0, 0] });
    expect([...learn([attempt({ assignment: null, arm: 'with', spec: makeSpec() })]).arms]).toEqual([
      ['work with', { n: 1, successes: 1, costs: 1, costUsd: 0.5, total: 1 }],
    ]);
  });

  it('[PE19] a recommendation weighs five parts to 1; what is not known gives its weight to the others', () => {
    expect(Object.values(RECOMMENDATION_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    const candidate = (id: string, over: object = {}) => ({
      id,
      definition: makeDefinition(),
      evidence: { attempts: 0, successes: 0 },
      agents: 0,
      assigned: false,
      ...over,
    });
    const preferring = { definition: makeDefinition({ preferred_task_types: ['Work'] }) };
    const demand = { taskType: 'work', requiredCapabilities: [], situation: null };
    const [best, next] = recommendPersonas([candidate('other'), candidate('fits', preferring)], demand);
    expect(best).toMatchObject({
      personaId: 'fits',
      score: 1,
      parts: { affinity: 1, capability: null, history: null, context: null, availability: 1 },
    });
    expect(next?.score).toBeCloseTo((0.3 * 0.3 + 0.1) / 0.4, 9);
    const busy = recommendPersonas([candidate('a', { agents: 12 }), candidate('b', { agents: 12, assigned: true })], demand);
    expect(busy.map(({ personaId, parts }) => [personaId, parts.availability])).toEqual([
      ['b', 1],
      ['a', 0.6],
    ]);
    const proven = recommendPersonas([candidate('a'), candidate('b', { evidence: { attempts: 20, successes: 19 } })], demand);
    expect(proven[0]).toMatchObject({ personaId: 'b', samples: 20 });
  });

  it('[PE20] gaps are named most wanted first', () => {
    const persona = {
      id: 'p',
      definition: makeDefinition({ capabilities: [{ name: 'code', proficiency: 1, confidence: 1 }], preferred_task_types: ['a'] }),
    };
    const report = coverDemands({
      personas: [persona],
      agentsOf: new Map(),
      agentCapabilities: [new Set(['code'])],
      demands: [
        { taskType: 'a', requiredCapabilities: ['Code'], tasks: 2 },
        { taskType: 'b', requiredCapabilities: [], tasks: 5 },
      ],
    });
    expect(report.gaps).toEqual([
      { kind: 'task_type', name: 'b', tasks: 5, state: 'no_persona' },
      { kind: 'task_type', name: 'a', tasks: 2, state: 'no_agent' },
      { kind: 'capability', name: 'code', tasks: 2, state: 'no_agent' },
    ]);
    expect(report.capabilities[0]?.agentsWithCapability).toBe(1);
  });

  it('[PE21] a measured rate lies within its interval, which narrows with the samples; without samples there is none', () => {
    expect(measuredRate(0, 0)).toBeNull();
    fc.assert(
      fc.property(fc.nat({ max: 100 }), fc.nat({ max: 100 }), (successes, failures) => {
        if (successes + failures === 0) return;
        const few = measuredRate(successes, successes + failures);
        const many = measuredRate(100 * successes, 100 * (successes + failures));
        if (few === null || many === null) throw new Error('both are measured');
        expect(few.low <= few.value + 1e-12 && few.value <= few.high + 1e-12).toBe(true);
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
    );
  });
});
