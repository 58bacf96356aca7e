import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { targetChangesSchema, targetListSchema, targetValuesSchema } from './target-values.ts';
import { MISSION_TARGETS, meets, TARGET_DEFINITIONS, TARGETS, targetUnit } from './targets.ts';

describe('targets', () => {
  test('[TG1] are fourteen, each in the unit of its measure and within what that allows', () => {
    expect(TARGETS).toHaveLength(14);
    for (const name of TARGETS) expect(CATALOGUE[TARGET_DEFINITIONS[name].metric].unit, name).toBe(targetUnit(name));
    expect(targetValuesSchema.parse(MISSION_TARGETS)).toEqual(MISSION_TARGETS);
  });

  test.each([
    ['routing_latency_ms', Number.NaN],
    ['routing_latency_ms', Number.POSITIVE_INFINITY],
    ['routing_latency_ms', 0],
    ['availability_percent', 100.5],
    ['task_reassignment_rate', -0.1],
    ['system_throughput_tps', '100'],
    ['moon_phase', 1],
  ])('[TG2] %s is never %s', (name, value) => {
    expect(targetChangesSchema.safeParse({ [name]: value }).success).toBe(false);
    expect(targetValuesSchema.safeParse({ [name]: value }).success).toBe(false);
  });

  test('[TG2] an environment names some, and a fault of any stops the start', () => {
    expect(targetListSchema.parse('routing_latency_ms=300, error_rate_percent=1')).toEqual({
      routing_latency_ms: 300,
      error_rate_percent: 1,
    });
    for (const text of ['routing_latency_ms', 'routing_latency_ms=', 'routing_latency_ms=1=2', 'routing_latency_ms=NaN', 'moon=1', '=1']) {
      expect(targetListSchema.safeParse(text).success, text).toBe(false);
    }
  });

  test('[TG3] a value that meets a target still does when it is better', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, number, (value, better, target) => {
        if (meets('at_most', value, target)) expect(meets('at_most', Math.min(value, better), target)).toBe(true);
        if (meets('at_least', value, target)) expect(meets('at_least', Math.max(value, better), target)).toBe(true);
      }),
    );
  });
});
