import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BreakerOverride, breakerOverrideSchema, resolvePolicy } from '@/server/core/breaker/policy-override.ts';
import { BREAKER_RESOURCE_TYPES, PRESETS } from '@/server/core/breaker/presets.ts';
import { overrideOf, RULE_FIELDS, rulesForm, standingRules } from './rules-form.ts';

const share = fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }));
const seconds = fc.double({ min: 0.001, max: 3_000, noNaN: true });
const count = fc.integer({ min: 1, max: 100 });
const anyOverride: fc.Arbitrary<BreakerOverride> = fc.record(
  {
    ...{ failure_threshold: count, failure_rate_threshold: share, open_wait_seconds: seconds, max_open_wait_seconds: seconds },
    ...{ slow_call_ms: fc.option(count), slow_call_rate_threshold: share, half_open_permits: count, half_open_max_wait_seconds: seconds },
  },
  { requiredKeys: [] },
);

describe('the form of a breaker’s rules', () => {
  it('[BP2] what was said comes back as it was; what is left empty stays as the preset has it', () => {
    fc.assert(
      fc.property(anyOverride, (override) => {
        expect(breakerOverrideSchema.parse(overrideOf(rulesForm(override)))).toEqual(override);
      }),
    );
    expect(overrideOf(rulesForm(null))).toEqual({});
  });

  it.each(BREAKER_RESOURCE_TYPES)('[BP2] what the form offers for %s is what stands', (type) => {
    const { slow_call_rate_threshold: _, ...standing } = standingRules(PRESETS[type]);
    const said = breakerOverrideSchema.parse(overrideOf({ ...standing, slow_call_rate_threshold: '' }));
    expect(resolvePolicy(type, said)).toEqual(PRESETS[type]);
  });

  it('[BP2] what is no number is refused at its field', () => {
    const empty = rulesForm(null);
    for (const field of RULE_FIELDS) {
      const found = breakerOverrideSchema.safeParse(overrideOf({ ...empty, [field]: 'many' }));
      expect(found.error?.issues.map(({ path }) => path[0])).toEqual([field]);
    }
  });
});
