import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accumulate, bucketOf, FAMILIES, FAMILY_NAMES, type Family, keepNames, NAMED_LIMIT, OTHER } from './exposition.ts';

/** Words of labels that would make a series of every thing that ever happened. */
const UNBOUNDED = /(^|_)(id|ids|run|task|attempt|user|email|ip|url|path|message|error|key)$/;
const MOST_SERIES = 5_000;

describe('families of the exposition', () => {
  test.each(FAMILY_NAMES)('[PM1] %s has a name, a type and a help as the conventions ask', (name) => {
    const family: Family = FAMILIES[name];
    expect(name).toMatch(/^orchestration(_[a-z]+)+$/);
    expect(name.endsWith('_total')).toBe(family.type === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|percent|minutes|hours|counter|gauge|histogram|bucket|count|sum)(_|$)/);
    expect(family.type === 'histogram').toBe(family.edges !== undefined);
    if (family.edges !== undefined) expect([...family.edges]).toEqual([...new Set(family.edges)].sort((a, b) => a - b));
    expect(family.help).toMatch(/^[A-Z][^\n]+\.$/);
  });

  test.each(FAMILY_NAMES)('[PM2] %s has few labels, and a bound on their combinations', (name) => {
    const { labels, series }: Family = FAMILIES[name];
    for (const label of labels) {
      expect(label).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(label).not.toMatch(UNBOUNDED);
    }
    expect(series).toBeGreaterThan(0);
    expect(series).toBeLessThanOrEqual(MOST_SERIES);
  });

  test("[PM1] the mission's seven are there, and its limits are edges", () => {
    expect(FAMILY_NAMES).toEqual(
      expect.arrayContaining([
        'orchestration_task_assignment_duration_seconds',
        'orchestration_load_balancing_efficiency_ratio',
        'orchestration_routing_accuracy_ratio',
        'orchestration_failure_recovery_duration_seconds',
        'orchestration_workflow_completion_rate',
        'orchestration_circuit_breaker_state',
        'orchestration_agent_utilization_ratio',
      ]),
    );
    expect(FAMILIES.orchestration_task_assignment_duration_seconds.edges).toEqual(expect.arrayContaining([0.05, 0.1, 0.5, 2]));
    expect(FAMILIES.orchestration_failure_recovery_duration_seconds.edges).toContain(120);
  });
});

const names = fc.array(fc.string({ minLength: 1, maxLength: 4 }));

describe('names that keep series of their own', () => {
  test('[PM2] are never more than the limit, and who has series keeps them', () => {
    fc.assert(
      fc.property(names, names, fc.integer({ min: 1, max: 8 }), (first, second, limit) => {
        const kept = keepNames([], first, limit);
        const later = keepNames([...kept], second, limit);
        expect(later.size).toBeLessThanOrEqual(limit);
        for (const name of kept) if (name !== OTHER) expect(later.has(name)).toBe(true);
      }),
    );
    expect(
      keepNames(
        [],
        Array.from({ length: 99 }, (_, at) => String(at)),
      ).size,
    ).toBe(NAMED_LIMIT);
  });
});

describe('buckets', () => {
  test.each([
    [0, 0],
    [2, 1],
    [2.0001, 2],
    [99, 3],
  ])('[PM3] %d lies in bucket %d', (value, bucket) => {
    expect(bucketOf([1, 2, 3], value)).toBe(bucket);
  });

  test('[PM3] each holds all below it, the last one everything', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1 }), (counts) => {
        const upTo = accumulate(counts);
        expect(upTo).toEqual([...upTo].sort((a, b) => a - b));
        expect(upTo.at(-1)).toBe(counts.reduce((total, count) => total + count, 0));
      }),
    );
  });
});
