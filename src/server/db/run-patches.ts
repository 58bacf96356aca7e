import type { PatchView } from '../core/run/patch.ts';
import type { Queryable } from './queryable.ts';

export type PatchRow = Omit<PatchView, 'createdByName' | 'decidedByName' | 'revertedByName'> & { revertedBy: string | null };

const VIEW = `SELECT id, run_id AS "runId", version, status, ops, diff, note, task_key AS "proposedByTask", created_by AS "createdBy", created_at AS "createdAt",
  decided_by AS "decidedBy", decided_at AS "decidedAt", reverted_by AS "revertedBy", reverted_at AS "revertedAt" FROM run_patch`;

/** The patches of a run, newest first. */
export async function listPatchRows(pool: Queryable, runId: string, limit: number): Promise<PatchRow[]> {
  const { rows } = await pool.query<PatchRow>({
    text: `${VIEW} WHERE run_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    values: [runId, limit],
  });
  return rows;
}

export async function findPatch(pool: Queryable, runId: string, id: string): Promise<PatchRow | null> {
  const { rows } = await pool.query<PatchRow>({ text: `${VIEW} WHERE id = $1 AND run_id = $2`, values: [id, runId] });
  return rows[0] ?? null;
}

/** JSON as text. */
export interface AppliedPatch {
  id: string;
  runId: string;
  version: number;
  ops: string;
  diff: string;
  note: string | null;
  definitionBefore: string;
  ownBefore: boolean;
  by: string;
}

/** Notes a patch as applied: a new one, or the proposal of that id while nobody has decided it. @returns false when somebody has */
export async function noteAppliedPatch(client: Queryable, patch: AppliedPatch): Promise<boolean> {
  const { rows } = await client.query({
    text: `INSERT INTO run_patch (id, run_id, version, status, ops, diff, note, definition_before, own_before, created_by, created_at, decided_by, decided_at)
      VALUES ($1, $2, $3, 'applied', $4::json, $5::json, $6, $7::json, $8, $9, clock_timestamp(), $9, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = 'applied', diff = excluded.diff, definition_before = excluded.definition_before,
        own_before = excluded.own_before, decided_by = excluded.decided_by, decided_at = excluded.decided_at
      WHERE run_patch.status = 'proposed' RETURNING id`,
    values: [patch.id, patch.runId, patch.version, patch.ops, patch.diff, patch.note, patch.definitionBefore, patch.ownBefore, patch.by],
  });
  return rows.length === 1;
}

/** A proposal that a task's result makes; made again for the same attempt it stays as it is. `refusal`: it is no patch, and why. */
export async function insertProposedPatch(
  pool: Queryable,
  proposal: { id: string; runId: string; taskId: string; ops: string; note: string | null; refusal: string | null; by: string },
): Promise<void> {
  await pool.query({
    text: `INSERT INTO run_patch (id, run_id, status, ops, note, task_key, created_by, created_at, decided_by, decided_at)
      SELECT $1, $2, CASE WHEN $6::text IS NULL THEN 'proposed' ELSE 'refused' END, $4::json, COALESCE($6, $5), t.key, $7, clock_timestamp(),
        CASE WHEN $6::text IS NOT NULL THEN 'system:engine' END, CASE WHEN $6::text IS NOT NULL THEN clock_timestamp() END
      FROM task t WHERE t.id = $3 ON CONFLICT (id) DO NOTHING`,
    values: [proposal.id, proposal.runId, proposal.taskId, proposal.ops, proposal.note, proposal.refusal, proposal.by],
  });
}

/** Takes a proposal back whose result does not count after all. */
export async function withdrawProposedPatch(pool: Queryable, id: string): Promise<void> {
  await pool.query({ text: `DELETE FROM run_patch WHERE id = $1 AND version IS NULL`, values: [id] });
}

/** How many patches of a run were applied by somebody, those that were reverted since among them. */
export async function countDecidedPatches(pool: Queryable, runId: string, by: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    text: `SELECT count(*)::int AS count FROM run_patch WHERE run_id = $1 AND decided_by = $2 AND version IS NOT NULL`,
    values: [runId, by],
  });
  return rows[0]?.count ?? 0;
}

/** @returns whether it was still a proposal */
export async function refusePatch(pool: Queryable, id: string, by: string): Promise<boolean> {
  const { rows } = await pool.query({
    text: `UPDATE run_patch SET status = 'refused', decided_by = $2, decided_at = clock_timestamp() WHERE id = $1 AND status = 'proposed' RETURNING id`,
    values: [id, by],
  });
  return rows.length === 1;
}

/** The graph that a revert goes back to; `newest`: no patch was applied after it that still is. Null: it is not applied. */
export async function readRevertible(
  pool: Queryable,
  runId: string,
  id: string,
): Promise<{ definitionBefore: unknown; ownBefore: boolean; newest: boolean } | null> {
  const { rows } = await pool.query<{ definitionBefore: unknown; ownBefore: boolean; newest: boolean }>({
    text: `SELECT definition_before AS "definitionBefore", own_before AS "ownBefore",
        NOT EXISTS (SELECT 1 FROM run_patch l WHERE l.run_id = p.run_id AND l.status = 'applied' AND l.version > p.version) AS newest
      FROM run_patch p WHERE p.id = $1 AND p.run_id = $2 AND p.status = 'applied'`,
    values: [id, runId],
  });
  return rows[0] ?? null;
}

/** Notes an applied patch as reverted. @returns false when somebody did so before */
export async function noteRevertedPatch(client: Queryable, id: string, by: string): Promise<boolean> {
  const { rows } = await client.query({
    text: `UPDATE run_patch SET status = 'reverted', reverted_by = $2, reverted_at = clock_timestamp() WHERE id = $1 AND status = 'applied' RETURNING id`,
    values: [id, by],
  });
  return rows.length === 1;
}
