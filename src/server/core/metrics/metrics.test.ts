import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureWindow, type WindowReadings } from './measure-window.ts';
import { ORCHESTRATION_METRICS } from './orchestration-metrics.ts';
import { recommend } from './recommendations.ts';
import { analyseRun, peakOverlap } from './run-analysis.ts';
import { type Measure, percentile, UNMEASURED } from './statistics.ts';
import { adviseOnTargets } from './target-advice.ts';
import { holdAgainstTargets, TARGETS } from './targets.ts';

const nothing: WindowReadings = {
  windowSeconds: 300,
  work: [],
  slots: [],
  assignment: { p95: null, samples: 0 },
  dependency: { mean: null, samples: 0 },
  records: [],
  runs: { completed: 0, failed: 0 },
  intervals: [],
  resilience: { detectionMs: null, failures: 0, recoveryMs: null, recoveries: 0, breakers: 0, breakerTrips: 0 },
  scaling: { responseMs: null, samples: 0 },
};
const settings = { taskAssignmentLatencyMs: 2_000, loadBalancingEfficiency: 0.85, routingAccuracy: 0.95, recoveryTimeMs: 120_000 };
const hold = (readings: WindowReadings) => {
  const { metrics, availability, errorRatePercent } = measureWindow(readings);
  return holdAgainstTargets({ ...metrics, availability_percent: availability, error_rate_percent: errorRatePercent }, settings);
};

describe('measures of a window', () => {
  it('[V9] of nothing, nothing is measured', () => {
    const { metrics } = measureWindow(nothing);
    expect(Object.keys(metrics).sort()).toEqual([...ORCHESTRATION_METRICS].sort());
    for (const metric of ORCHESTRATION_METRICS) expect(metrics[metric], metric).toEqual(UNMEASURED);
  });

  it('[V9] rests on the rows it was given', () => {
    const work = [
      { agentId: 'a', completed: 9, failed: 1, lost: 2, lostReassigned: 1, busyMs: 150_000, longestMs: 60_000 },
      { agentId: 'b', completed: 0, failed: 0, lost: 0, lostReassigned: 0, busyMs: 150_000, longestMs: 60_000 },
    ];
    const slots = [
      { agentId: 'a', slots: 1, inFlight: 1 },
      { agentId: 'b', slots: 1, inFlight: 0 },
    ];
    const { metrics } = measureWindow({ ...nothing, work, slots });
    const expected: Partial<Record<keyof typeof metrics, Measure>> = {
      average_load_per_agent: { value: 0.5, samples: 2 },
      load_distribution_variance: { value: 0.25, samples: 2 },
      load_balancing_efficiency: { value: 1, samples: 2 },
      resource_utilization_percent: { value: 50, samples: 2 },
      routing_accuracy_percent: { value: 90, samples: 10 },
      task_reassignment_rate: { value: 0.5, samples: 2 },
      system_throughput_tasks_per_second: { value: 0.03, samples: 10 },
    };
    expect(metrics).toMatchObject(expected);
  });

  it('[V10] a target without a measure is unknown, and the score is of the known ones', () => {
    expect(hold(nothing)).toMatchObject({ met: 0, missed: 0, unknown: 14, score: null });
    const some = hold({ ...nothing, assignment: { p95: 10, samples: 3 }, runs: { completed: 1, failed: 1 } });
    expect(some).toMatchObject({ met: 1, missed: 1, unknown: 12, score: 50 });
  });

  it('[V10] a missed target comes with its numbers, and every target has a place to look', () => {
    const { results } = hold({ ...nothing, assignment: { p95: 10, samples: 3 }, runs: { completed: 1, failed: 2 } });
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
