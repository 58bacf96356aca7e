import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidingVersion, MAX_CANARY_SHARE, MODEL_STATUSES, type ModelPlace, ROLLOUT_ACTS, type RolloutAct, rollOut } from './rollout.ts';

const place = (version: number, status: ModelPlace['status'], over: Partial<ModelPlace> = {}): ModelPlace => ({
  version,
  status,
  canaryShare: status === 'canary' ? 0.1 : 0,
  previousVersion: null,
  ...over,
});

function apply(models: ModelPlace[], act: RolloutAct, on: { version: number; share?: number }): ModelPlace[] {
  const result = rollOut(models, act, on);
  if (!result.ok) return models;
  const changed = new Map(result.changes.map((model) => [model.version, model]));
  return models.map((model) => changed.get(model.version) ?? model);
}

const ALLOWED: Record<RolloutAct, readonly string[]> = {
  shadow: ['draft', 'canary'],
  canary: ['draft', 'shadow', 'canary'],
  promote: ['draft', 'shadow', 'canary'],
  roll_back: ['active'],
  discard: ['draft', 'shadow', 'canary'],
};

describe('rollout of a routing model', () => {
  for (const act of ROLLOUT_ACTS) {
    for (const status of MODEL_STATUSES) {
      const allowed = ALLOWED[act].includes(status);
      test(`[RO1] ${act} on a model that is ${status} is ${allowed ? 'done' : 'refused'}`, () => {
        const models = status === 'active' ? [place(1, 'retired')] : [place(1, 'active')];
        const model = place(2, status, { previousVersion: status === 'active' ? 1 : null });
        expect(rollOut([...models, model], act, { version: 2, share: 0.2 }).ok).toBe(allowed);
      });
    }
  }

  test('[RO1] promoting retires the active one and remembers it; rolling back puts it in its place again', () => {
    const promoted = apply([place(1, 'active'), place(2, 'canary')], 'promote', { version: 2 });
    expect(promoted).toEqual([place(1, 'retired'), place(2, 'active', { previousVersion: 1 })]);
    const back = apply(promoted, 'roll_back', { version: 2 });
    expect(back.map(({ status }) => status)).toEqual(['active', 'retired']);
  });

  test('[RO1] the first model has nothing to roll back to', () => {
    expect(rollOut([place(1, 'active')], 'roll_back', { version: 1 })).toEqual({ ok: false, why: 'no model was active before this one' });
  });

  test('[RO2] there is one challenger at a time, and a canary has a share', () => {
    expect(rollOut([place(1, 'active'), place(2, 'shadow'), place(3, 'draft')], 'canary', { version: 3, share: 0.1 }).ok).toBe(false);
    for (const share of [0, -1, MAX_CANARY_SHARE + 0.01, Number.NaN]) {
      expect(rollOut([place(1, 'active'), place(2, 'draft')], 'canary', { version: 2, share }).ok).toBe(false);
    }
  });

  test('[RO2] no sequence of acts leaves other than one active model and at most one challenger', () => {
    const step = fc.record({
      act: fc.constantFrom(...ROLLOUT_ACTS),
      version: fc.integer({ min: 1, max: 5 }),
      share: fc.double({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let models = [place(1, 'active'), ...[2, 3, 4, 5].map((version) => place(version, 'draft'))];
        for (const { act, version, share } of steps) models = apply(models, act, { version, share });
        expect(models.filter(({ status }) => status === 'active')).toHaveLength(1);
        expect(models.filter(({ status }) => status === 'shadow' || status === 'canary').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('[RO2] a canary decides for its share of the runs, always for the same ones', () => {
    const models = [place(1, 'active'), place(2, 'canary', { canaryShare: 0.25 })];
    const digests = Array.from({ length: 10_000 }, (_, at) => at * 7_919);
    const decided = digests.map((digest) => decidingVersion(models, digest));
    expect(decided.filter((version) => version === 2).length / digests.length).toBeCloseTo(0.25, 2);
    expect(digests.map((digest) => decidingVersion(models, digest))).toEqual(decided);
    expect(decidingVersion([place(1, 'active'), place(2, 'shadow')], 0)).toBe(1);
    expect(decidingVersion([], 0)).toBeNull();
  });
});
