import { expect, it } from 'vitest';
import type { Memory } from './read-processes.ts';
import { growthOf } from './run-soak.ts';

const memory = (pid: number, pss: number): Memory => ({ pid, role: 'worker', rss: pss, pss, peakRss: pss });

it('[N3] growth is counted per process that was there from start to end', () => {
  expect(growthOf([memory(1, 100), memory(2, 50)], [memory(1, 130), memory(3, 999)])).toEqual([30]);
});
