import type { ArtifactView } from '../core/run/artifact-view.ts';
import type { Database } from './client.ts';

const ARTIFACT = `a.id, a.run_id AS "runId", a.task_id AS "taskId", (SELECT t.key FROM task t WHERE t.id = a.task_id) AS "taskKey",
  a.attempt_id AS "attemptId", a.name, a.media_type AS "mediaType", a.size, a.sha256, a.created_at AS "createdAt"`;

/** Artifacts of a run, or of one of its tasks, in order of id; contents stay in the database. */
export async function listArtifactRows(
  db: Database,
  of: { runId: string; taskId?: string | undefined },
  page: { limit: number; after?: string | undefined },
): Promise<ArtifactView[]> {
  const { rows } = await db.pool.query<ArtifactView>({
    name: 'artifact_list',
    text: `SELECT ${ARTIFACT} FROM artifact a WHERE a.run_id = $1 AND ($2::uuid IS NULL OR a.task_id = $2)
      AND ($3::uuid IS NULL OR a.id > $3) ORDER BY a.id LIMIT $4`,
    values: [of.runId, of.taskId ?? null, page.after ?? null, page.limit],
  });
  return rows;
}

export async function findArtifact(db: Database, id: string): Promise<(ArtifactView & { content: Buffer }) | null> {
  const { rows } = await db.pool.query<ArtifactView & { content: Buffer }>({
    name: 'artifact_one',
    text: `SELECT ${ARTIFACT}, a.content FROM artifact a WHERE a.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}
