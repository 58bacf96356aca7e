import { expect, it } from 'vitest';
import type { Memory } from './read-processes.ts';
import { floorOf, growthOf } from './run-soak.ts';

const memory = (pid: number, pss: number): Memory => ({ pid, role: 'worker', rss: pss, pss, peakRss: pss });

it('[N3] growth is counted per process that was there from start to end', () => {
  expect(growthOf([memory(1, 100), memory(2, 50)], [memory(1, 130), memory(3, 999)])).toEqual([30]);
});

it('[N3] the floor of a process is its lowest reading; who came or went meanwhile has none', () => {
  const readings = [
    [memory(1, 130), memory(2, 50)],
    [memory(1, 90), memory(3, 5)],
    [memory(1, 210), memory(2, 40)],
  ];
  expect(floorOf(readings)).toEqual([memory(1, 90)]);
});
