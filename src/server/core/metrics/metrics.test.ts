import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SUMS } from '../../../../tests/fixtures/no-sums.ts';
import { MEASURE_NAMES, type MeasureName } from './catalogue.ts';
import { sumForetold, sumRecords } from './judge-records.ts';
import { measureWindow } from './measure-window.ts';
import { recommend } from './recommendations.ts';
import { analyseRun, peakOverlap } from './run-analysis.ts';
import { type Measure, percentile, UNMEASURED } from './statistics.ts';
import { adviseOnTargets } from './target-advice.ts';
import { holdAgainstTargets, MISSION_TARGETS, TARGETS } from './targets.ts';
import type { WindowReadings } from './window-readings.ts';
import type { WindowSums } from './window-sums.ts';

const SECOND = 1_000;
const at = (seconds: number) => new Date(1_000_000_000 + seconds * SECOND);
const nothing: WindowReadings = {
  window: { from: at(0), to: at(300) },
  live: true,
  sums: NO_SUMS,
  slots: [],
  resilience: {
    detectionMs: null,
    detections: 0,
    failures: 0,
    recoveryMs: null,
    recoveries: 0,
    breakers: 0,
    breakerTrips: 0,
    lost: 0,
    lostReassigned: 0,
  },
  scaling: { responseMs: null, samples: 0 },
  workers: { spans: [], since: null },
};
/** Three tasks were assigned after ten milliseconds. */
const summed = (runs: WindowSums['runs']): WindowReadings => ({ ...nothing, sums: { ...NO_SUMS, assignment: [[233, 3, 10]], runs } });
const hold = (readings: WindowReadings) => holdAgainstTargets(measureWindow(readings), MISSION_TARGETS);

describe('measures of a window', () => {
  it('[V9] of nothing, nothing is measured', () => {
    const measures = measureWindow(nothing);
    expect(Object.keys(measures).sort()).toEqual([...MEASURE_NAMES].sort());
    for (const name of MEASURE_NAMES) expect(measures[name], name).toEqual(UNMEASURED);
  });

  it('[V9] rests on the rows it was given', () => {
    const own = { completed: 0, failed: 0, busyMs: 150_000, longest: null, openSince: at(240).getTime() };
    const sums = { ...NO_SUMS, agents: { a: { ...own, completed: 9, failed: 1 }, b: own } };
    const resilience = { ...nothing.resilience, lost: 2, lostReassigned: 1 };
    const slots = [
      { agentId: 'a', slots: 1, inFlight: 1 },
      { agentId: 'b', slots: 1, inFlight: 0 },
    ];
    const expected: Partial<Record<MeasureName, Measure>> = {
      average_load_per_agent: { value: 0.5, samples: 2 },
      load_distribution_variance: { value: 0.25, samples: 2 },
      load_balancing_efficiency: { value: 1, samples: 2 },
      resource_utilization_percent: { value: 50, samples: 2 },
      routing_accuracy_percent: { value: 90, samples: 10 },
      task_reassignment_rate: { value: 0.5, samples: 2 },
      system_throughput_tasks_per_second: { value: 0.03, samples: 10 },
    };
    expect(measureWindow({ ...nothing, sums, resilience, slots })).toMatchObject(expected);
    // Of a past window nobody knows who holds what: the load is the mean of its time.
    expect(measureWindow({ ...nothing, live: false, sums, slots })).toMatchObject({
      average_load_per_agent: { value: 0.5, samples: 2 },
      load_distribution_variance: { value: 0, samples: 2 },
    });
  });

  const record = (more: object) => ({
    v: 2,
    strategy: 'adaptive',
    policy: 'p',
    seed: 1,
    winner: 'a',
    fleet: 1,
    total: 1,
    columns: ['agent', 'score', 'capability'],
    candidates: [['a', 1, 0.6]],
    filtered: {},
    sampleCount: 4,
    weights: [1],
    ...more,
  });
  const ended = (completed: boolean, expected: number | null) => ({
    completed,
    expected,
    errorCode: completed ? null : ('agent_error' as const),
    verification: null,
    contract: false,
  });

  it('[MS3] decisions are judged by what they expected and by what stood behind them', () => {
    const records = [record({}), record({}), record({}), record({}), record({ sampleCount: 0 }), { broken: true }];
    const foretold = sumForetold([
      ended(true, 0.9),
      ended(false, 0.9),
      ended(false, 0.2),
      ended(true, null),
      { ...ended(false, 0.9), errorCode: 'lease_lost' as const },
    ]);
    expect(measureWindow({ ...nothing, sums: { ...NO_SUMS, ...sumRecords(records), foretold } })).toMatchObject({
      capability_match_score: { value: expect.closeTo(0.6), samples: 5 },
      fallback_routing_rate: { value: 0.2, samples: 5 },
      prediction_accuracy_percent: { value: expect.closeTo(200 / 3), samples: 3 },
    });
  });

  it.each([
    { spans: [], since: at(0), percent: 0 },
    { spans: [[0, 300]], since: at(-900), percent: 100 },
    { spans: [[-50, 150]], since: at(-900), percent: 50 },
    // Two at once count once, and what was before the first process does not count at all.
    {
      spans: [
        [100, 200],
        [150, 200],
        [250, 900],
      ],
      since: at(100),
      percent: 75,
    },
  ])('[MS3] processes up $spans since $since: available $percent %', ({ spans, since, percent }) => {
    const of = spans.map(([from = 0, to = 0]) => ({ from: at(from), to: at(to) }));
    const { availability_percent } = measureWindow({ ...nothing, workers: { spans: of, since } });
    expect(availability_percent.value).toBeCloseTo(percent);
  });

  it('[V10] a target without a measure is unknown, and the score is of the known ones', () => {
    expect(hold(nothing)).toMatchObject({ met: 0, missed: 0, unknown: 14, score: null });
    const some = hold(summed({ completed: 1, failed: 1, rolledBack: 0 }));
    expect(some).toMatchObject({ met: 1, missed: 1, unknown: 12, score: 50 });
  });

  it('[V10] a missed target comes with its numbers, and every target has a place to look', () => {
    const { results } = hold(summed({ completed: 1, failed: 2, rolledBack: 0 }));
    expect(results.map((result) => result.name)).toEqual(TARGETS);
    expect(adviseOnTargets(results)).toEqual([
      'workflow_completion_rate was 0.333333, wanted at least 0.999: see why runs failed, and allow retries where the cause passes.',
    ]);
    const missed = results.map((result) => ({ ...result, status: 'missed' as const, value: 1 }));
    for (const advice of adviseOnTargets(missed)) expect(advice).toMatch(/^\w+ was 1, wanted at (most|least) [\d.]+: .+\.$/);
  });
});

describe('numbers', () => {
  it('[V9] a percentile is one of the values, and its share of them is not above it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const value = percentile(values, share) as number;
        expect(values).toContain(value);
        expect(values.filter((each) => each <= value).length).toBeGreaterThanOrEqual(Math.floor(share * values.length));
      }),
    );
  });

  it('[V11] the peak is what overlaps at one moment', () => {
    expect(peakOverlap([])).toBe(0);
    expect(
      peakOverlap([
        { from: 0, to: 10 },
        { from: 10, to: 20 },
      ]),
    ).toBe(1);
    expect(
      peakOverlap([
        { from: 0, to: 10 },
        { from: 5, to: 20 },
        { from: 6, to: 7 },
      ]),
    ).toBe(3);
  });
});

describe('analysis of a run', () => {
  it('[V11] of a run without attempts says nothing and advises nothing', () => {
    const analysis = analyseRun({ createdAt: new Date(0), finishedAt: null }, []);
    expect(analysis).toMatchObject({ makespanMs: null, parallelEfficiency: null, costUsd: null, attempts: 0, peakConcurrency: 0 });
    expect(recommend(analysis, [])).toEqual([]);
  });

  it('[V11] advice names the gate, its detail and the number of tasks', () => {
    const analysis = analyseRun({ createdAt: new Date(0), finishedAt: null }, []);
    const [advice] = recommend(analysis, [{ reason: 'capacity', detail: 'git-history', tasks: 3 }]);
    expect(advice).toBe('3 tasks waited for free slots of agents that could take them (git-history): add agents or slots.');
  });
});
