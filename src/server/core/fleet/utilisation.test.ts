import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUCKETS, bucketScale, layOutUtilisation, MOST_ROWS, UTILISATION_WINDOWS, type UtilisationAgent } from './utilisation.ts';

const now = new Date('2026-03-01T12:00:10Z');
const long = new Date('2026-01-01T00:00:00Z');
const agent = (id: string, more: Partial<UtilisationAgent> = {}): UtilisationAgent => ({
  id,
  name: id,
  status: 'active',
  slots: 2,
  createdAt: long,
  ...more,
});
const scale = bucketScale(60, now);
const layOut = (agents: UtilisationAgent[], busy: Parameters<typeof layOutUtilisation>[1]['busy'], countedFrom: Date | null = null) =>
  layOutUtilisation(agents, { scale, now, busy, countedFrom });

describe('utilisation', () => {
  test('[FP1] sixty buckets at multiples of their width end with the one that is not over', () => {
    fc.assert(
      fc.property(fc.constantFrom(...UTILISATION_WINDOWS), fc.date({ min: long, noInvalidDate: true }), (minutes, at) => {
        const { from, bucketMs, buckets } = bucketScale(minutes, at);
        expect(buckets).toBe(BUCKETS);
        expect(bucketMs * buckets).toBe(minutes * 60_000);
        expect(from.getTime() % bucketMs).toBe(0);
        const age = at.getTime() - (from.getTime() + (buckets - 1) * bucketMs);
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThan(bucketMs);
      }),
    );
  });

  test('[FP2] a share is busy time over the time of all slots, in the last bucket over the time so far', () => {
    const busy = [
      { agentId: 'a', bucket: 0, busyMs: 60_000, attempts: 3 },
      { agentId: 'a', bucket: 59, busyMs: 10_000, attempts: 1 },
    ];
    const { cells } = layOut([agent('a')], busy).rows[0] as { cells: unknown[] };
    expect(cells[0]).toEqual({ share: 0.5, attempts: 3 });
    expect(cells[1]).toEqual({ share: 0, attempts: 0 });
    expect(cells[59]).toEqual({ share: 0.5, attempts: 1 });
  });

  test('[FP2] nothing is said of the time before an agent was there or attempts were counted', () => {
    const born = new Date(scale.from.getTime() + 5.5 * scale.bucketMs);
    const fresh = layOut([agent('a', { createdAt: born })], []).rows[0];
    expect(fresh?.cells.findIndex((cell) => cell !== null)).toBe(5);
    const cut = layOut([agent('a')], [], new Date(scale.from.getTime() + 10 * scale.bucketMs));
    expect(cut.rows[0]?.cells.findIndex((cell) => cell !== null)).toBe(10);
    expect(layOut([agent('a', { createdAt: new Date(now.getTime() + 60_000) })], []).rows[0]?.mean).toBeNull();
  });

  test('[FP3] the busiest agents have a row each, in order of name; the others are added up', () => {
    const agents = Array.from({ length: MOST_ROWS + 3 }, (_, at) => agent(`agent ${String(at).padStart(3, '0')}`));
    const busy = agents.slice(3).map(({ id }) => ({ agentId: id, bucket: 1, busyMs: 60_000, attempts: 1 }));
    const view = layOut(agents, [...busy, { agentId: 'agent 000', bucket: 1, busyMs: 30_000, attempts: 2 }]);
    expect(view.rows).toHaveLength(MOST_ROWS);
    expect(view.rows[0]?.name).toBe('agent 003');
    expect(view.rest).toMatchObject({ agents: 3, slots: 6 });
    expect(view.rest?.cells[1]).toEqual({ share: 30_000 / (6 * 60_000), attempts: 2 });
    expect(layOut(agents.slice(0, 3), []).rest).toBeNull();
  });
});
