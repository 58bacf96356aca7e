import { expect, test } from 'vitest';
import { type ChaosReport, chaosPage, chaosTables, judgePromises, type ScenarioReport, spreadOf, violationsOf } from './report.ts';

const report: ScenarioReport = {
  name: 'kill-worker',
  missing: null,
  backend: 'postgres',
  faults: 2,
  injections: [],
  detected: null,
  recovered: null,
  verdict: { broken: {}, lostTasks: 0, doubles: 0, leaks: 0 },
  violations: [],
  promises: [],
};

test('[CH22] times are those of the injections that were timed, and of none there is no figure', () => {
  expect(spreadOf([5, null, 1, 3])).toEqual({ min: 1, median: 3, p95: 5, max: 5 });
  expect(spreadOf([null])).toBeNull();
});

test('[CH22] a promise is met by what was measured only', () => {
  const promises = [
    { of: 'recovered', stat: 'p95', atMost: 10 },
    { of: 'detected', stat: 'max', atMost: 10 },
  ] as const;
  const judged = judgePromises(promises, { detected: null, recovered: { min: 1, median: 2, p95: 11, max: 11 } });
  expect(judged.map(({ measured, met }) => [measured, met])).toEqual([
    [11, false],
    [null, null],
  ]);
});

test('[CH22] what a scenario found and what the records show both count as violations', () => {
  const verdict = { broken: { 'I2 twice': [{ id: 1 }] }, lostTasks: 0, doubles: 1, leaks: 0 };
  expect(violationsOf({ verdict, violations: ['a late word'] })).toEqual(['a late word', 'I2 twice: [{"id":1}]']);
});

test('[CH22] a scenario that could not run is in the table with its reason, and counts for nothing', () => {
  const missing = { ...report, name: 'disk-full', missing: 'only root may', verdict: null, faults: 0 };
  const text = chaosTables({ scenarios: [report, missing] });
  expect(text).toContain('not run: only root may');
  expect(text).toContain('2 faults: 0 tasks lost, 0 recorded or done twice, 0 slots leaked.');
});

test('[CH22] the page tells how each report was taken, and sums up all of them', () => {
  const taken: ChaosReport = {
    format: 1,
    kind: 'chaos',
    takenAt: '2026-11-23T05:00:00.000Z',
    command: 'npm run chaos -- --scenario all',
    commit: '0123456789abcdef',
    machine: { cpu: 'a processor', cores: 2, memoryMb: 1, system: 'Linux' },
    versions: { node: '20.20.2' },
    seed: 1,
    loadAverage: [0.5, 2],
    scenarios: [report],
  };
  const text = chaosPage([taken, { ...taken, seed: 2, scenarios: [{ ...report, backend: 'redis' }] }]);
  expect(text).toContain('2026-11-23, commit `0123456789ab`, 2 x a processor, Linux, node 20.20.2;');
  expect(text).toContain('seed 2, load average before and after 0.5 and 2.0: `npm run chaos -- --scenario all`');
  expect(text).toContain('4 faults: 0 tasks lost');
});
