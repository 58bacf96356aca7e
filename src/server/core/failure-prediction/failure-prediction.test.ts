import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentMinute } from '../anomaly/agent-minute.ts';
import { seededRandom } from '../routing/seeded-random.ts';
import { forecastFailure, type LearnedPrediction, learnFailures } from './failure-model.ts';
import { type AgentSituation, FEATURES, featuresOf } from './features.ts';
import { measureForecasts, type ScoredForecast } from './measure-forecasts.ts';

const MINUTE = 60_000;
const HOUR = { now: 60 * MINUTE, horizonMs: 10 * MINUTE };
const minute = (at: number, failures = 0, more: Partial<AgentMinute> = {}): AgentMinute => ({
  ...{ at: at * MINUTE, ended: 6, failures, lost: 0, timed: 6, logRatioSum: 0, lastFailed: failures > 0 },
  ...more,
});
const hour = (failures: (at: number) => number, more: Partial<AgentMinute> = {}) =>
  Array.from({ length: 60 }, (_, at) => minute(at, failures(at), more));
const situation = (minutes: AgentMinute[], more: Partial<AgentSituation> = {}): AgentSituation => ({
  ...{ minutes, inFlight: 1, slots: 2, waitingPerSlot: 0, beatIntervals: [] },
  ...more,
});

describe('features', () => {
  it('[FR1] are finite, one per name, whatever the agent did', () => {
    const count = fc.integer({ min: 0, max: 1_000 });
    const anyMinute = fc
      .record({
        at: fc.integer({ min: 0, max: 59 }),
        ended: count,
        lost: count,
        timed: count,
        lastFailed: fc.boolean(),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ share, at, ...rest }) => ({
        ...rest,
        at: at * MINUTE,
        failures: Math.floor(rest.ended * share),
        logRatioSum: 20 * rest.timed * (share - 0.5),
      }));
    fc.assert(
      fc.property(fc.array(anyMinute, { maxLength: 20 }), fc.array(count, { maxLength: 9 }), count, (minutes, beatIntervals, inFlight) => {
        const features = featuresOf(situation(minutes, { beatIntervals, inFlight, waitingPerSlot: inFlight }), HOUR);
        expect(features).toHaveLength(FEATURES.length);
        expect(features.every((value) => Number.isFinite(value) && Math.abs(value) < 20)).toBe(true);
      }),
    );
  });

  it('[FR1] nothing later than now is looked at', () => {
    const past = hour(() => 0);
    expect(featuresOf(situation([...past, minute(60, 6), minute(61, 6)]), HOUR)).toEqual(featuresOf(situation(past), HOUR));
  });
});

describe('a forecast', () => {
  const fresh = learnFailures([]);
  const of = (minutes: AgentMinute[], horizonMs = HOUR.horizonMs) =>
    forecastFailure(fresh, 'a', featuresOf(situation(minutes), { ...HOUR, horizonMs }));

  it('[FR2] grows with the horizon and with what went wrong lately', () => {
    const steady = hour((at) => (at % 12 === 0 ? 1 : 0));
    expect(of(steady, 60 * MINUTE).probability).toBeGreaterThan(of(steady, MINUTE).probability);
    const worse = of(hour((at) => (at >= 52 ? 3 : 0)));
    expect(worse.probability).toBeGreaterThan(of(hour(() => 0)).probability);
    for (const { probability, interval } of [worse, of(steady)]) {
      expect(interval[0]).toBeLessThan(probability);
      expect(interval[1]).toBeGreaterThan(probability);
    }
  });

  it('[FR3] on a drawn fleet it is calibrated and better than "the last call failed"', () => {
    const random = seededRandom(4);
    const learned: LearnedPrediction[] = [];
    const scored: ScoredForecast[] = [];
    const rates = new Map(['good', 'fair', 'bad'].map((id, at) => [id, [0.002, 0.02, 0.08][at] as number]));
    const minutes = new Map([...rates.keys()].map((id) => [id, [] as AgentMinute[]]));
    let model = learnFailures(learned);
    for (let at = 0; at < 240; at += 1) {
      if (at % 40 === 0) model = learnFailures(learned);
      for (const [id, rate] of rates) {
        const history = minutes.get(id) ?? [];
        const now = at * MINUTE;
        const features = featuresOf(situation(history.slice(-60)), { now, horizonMs: MINUTE });
        const failures = Array.from({ length: 6 }, () => random() < rate).filter(Boolean).length;
        const failed = failures > 0;
        const { probability } = forecastFailure(model, id, features);
        if (at >= 40) {
          scored.push({
            madeAt: now,
            probability,
            lastFailed: history.at(-1)?.lastFailed ?? false,
            failed,
            firstFailureAt: failed ? now + 30_000 : null,
          });
          learned.push({ agentId: id, features, failed, weight: 1 });
        }
        history.push(minute(at, failures));
        minutes.set(id, history);
      }
    }
    const { calibration, baselineBrier, beatsBaseline } = measureForecasts(scored);
    expect(beatsBaseline).toBe(true);
    expect(calibration.brier).toBeLessThan(baselineBrier ?? 0);
    expect(calibration.ece).toBeLessThan(0.12);
    expect(
      forecastFailure(model, 'bad', featuresOf(situation((minutes.get('bad') ?? []).slice(-60)), { now: 240 * MINUTE, horizonMs: MINUTE }))
        .drivers.length,
    ).toBeGreaterThan(0);
  });
});

describe('the figures', () => {
  const forecast = (probability: number, failed: boolean, lastFailed = false): ScoredForecast => ({
    ...{ madeAt: 0, probability, lastFailed, failed },
    firstFailureAt: failed ? 90_000 : null,
  });

  it('[FR4] precision, recall and lead time are those of the warnings', () => {
    const scored = [forecast(0.9, true), forecast(0.6, false), forecast(0.4, true), forecast(0.1, false)];
    expect(measureForecasts(scored)).toMatchObject({ precision: 0.5, recall: 0.5, leadTimeMs: 90_000, beatsBaseline: null });
    expect(measureForecasts([])).toMatchObject({
      precision: null,
      recall: null,
      leadTimeMs: null,
      baselineBrier: null,
      beatsBaseline: null,
    });
  });

  it('[FR4] with thirty it is said who is better, whoever that is', () => {
    const many = (probability: (failed: boolean) => number) =>
      Array.from({ length: 40 }, (_, at) => forecast(probability(at % 2 === 0), at % 2 === 0, at % 4 < 2));
    expect(measureForecasts(many((failed) => (failed ? 0.9 : 0.1))).beatsBaseline).toBe(true);
    expect(measureForecasts(many((failed) => (failed ? 0.1 : 0.9))).beatsBaseline).toBe(false);
  });
});
