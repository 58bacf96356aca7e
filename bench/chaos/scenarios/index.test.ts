import { expect, test } from 'vitest';
import { allScenarios } from './index.ts';

const NAMES =
  `kill-worker kill-pull-agent kill-web kill-tree zombie blocked-loop rolling-restart poison-task deadly-agent stop-postgres drop-connections
  disk-full wipe-queue restart-redis clock-skew slow-agent hung-agent garbage huge-output gzip-bomb rate-limit-storm lying-agent
  thundering-herd cancel-race duplicate-delivery nemesis`.split(/\s+/);

test('[CH24] every scenario is listed once, says what it asserts and how often it strikes', () => {
  const scenarios = allScenarios({ minutes: 10, runs: 3_000 });
  expect(scenarios.map(({ name }) => name)).toEqual(NAMES);
  for (const { about, n } of scenarios) {
    expect(about.length).toBeGreaterThan(20);
    expect(n).toBeGreaterThan(0);
  }
});
