import { describe, expect, it } from 'vitest';
import { layOutFailure } from './timeline-parts.ts';

const at = (seconds: number) => new Date(seconds * 1_000);

describe('the line of a failure', () => {
  it('[RC40] goes from detection over action to recovery, without gaps, on one scale', () => {
    const { parts, totalMs, withinTarget } = layOutFailure({ beganAt: at(0), seenAt: at(7.5), actedAt: at(7.6), validatedAt: at(30) });
    expect(parts.map(({ name, ms }) => [name, ms])).toEqual([
      ['detection', 7_500],
      ['action', 100],
      ['recovery', 22_400],
    ]);
    expect(parts[0]).toMatchObject({ from: 0, width: 0.25 });
    expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(0.5);
    expect([totalMs, withinTarget]).toEqual([30_000, true]);
  });

  it.each([
    ['not recovered', { actedAt: at(1), validatedAt: null }, null],
    ['recovered too late', { actedAt: at(1), validatedAt: at(121) }, false],
    ['running again before it was noted as acted on', { actedAt: at(2), validatedAt: at(1.5) }, true],
  ])('[RC40] %s', (_, times, within) => {
    const line = layOutFailure({ beganAt: at(0), seenAt: at(1), ...times });
    expect(line.withinTarget).toBe(within);
    for (const { from, width } of line.parts) {
      expect(width).toBeGreaterThanOrEqual(0);
      expect(from + width).toBeLessThanOrEqual(1);
    }
  });
});
