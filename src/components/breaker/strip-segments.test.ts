import { describe, expect, it } from 'vitest';
import { stripSegments } from './strip-segments.ts';

const at = (ms: number) => new Date(ms);
const strip = { state: 'open', createdAt: at(0), transitions: [], start: 1_000, end: 2_000 } as const;

describe('stripSegments', () => {
  it('[BP1] a breaker that did not change is one stretch, from when it came to be', () => {
    expect(stripSegments(strip)).toEqual([{ state: 'open', from: 0, to: 1 }]);
    expect(stripSegments({ ...strip, createdAt: at(1_250) })).toEqual([{ state: 'open', from: 0.25, to: 1 }]);
    expect(stripSegments({ ...strip, createdAt: at(3_000) })).toEqual([]);
  });

  it('[BP1] each change ends a stretch; those before the strip do not count', () => {
    const transitions = [
      { from: 'half_open', to: 'closed', at: at(900) },
      { from: 'closed', to: 'open', at: at(1_500) },
      { from: 'open', to: 'half_open', at: at(1_750) },
    ] as const;
    expect(stripSegments({ ...strip, state: 'half_open', transitions })).toEqual([
      { state: 'closed', from: 0, to: 0.5 },
      { state: 'open', from: 0.5, to: 0.75 },
      { state: 'half_open', from: 0.75, to: 1 },
    ]);
  });
});
