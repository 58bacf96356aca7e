import type pg from 'pg';
import { expect } from 'vitest';
import { findBrokenInvariants } from './broken-invariants.ts';

/** Expects I1 to I8 to hold. `drained`: everything is over, so nothing may be in flight (I7). */
export async function expectInvariants(pool: pg.Pool, effects: string[] = [], drained = false): Promise<void> {
  expect(await findBrokenInvariants(pool, effects)).toEqual({});
  if (!drained) return;
  const { rows } = await pool.query('SELECT id, status, task_id FROM attempt WHERE ended_at IS NULL');
  expect(rows).toEqual([]);
}
