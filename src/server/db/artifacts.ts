import type { JsonValue } from '../core/json.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

export interface ArtifactRow {
  id: string;
  runId: string;
  taskId: string;
  /** Null for what no attempt gave: the output of a task that had no agent, the list of a map. */
  attemptId: string | null;
  name: string;
  mediaType: string;
  sha256: string;
  content: Buffer;
}

export async function insertArtifact(pool: Queryable, artifact: ArtifactRow): Promise<void> {
  await pool.query({
    name: 'insert_artifact',
    text: `INSERT INTO artifact (id, run_id, task_id, attempt_id, name, media_type, size, sha256, content, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp()) ON CONFLICT DO NOTHING`,
    values: [
      artifact.id,
      artifact.runId,
      artifact.taskId,
      artifact.attemptId,
      artifact.name,
      artifact.mediaType,
      artifact.content.length,
      artifact.sha256,
      artifact.content,
    ],
  });
}

/** Removes artifacts of a result that was refused. */
export async function deleteArtifacts(pool: Queryable, ids: string[]): Promise<void> {
  await pool.query({ name: 'delete_artifacts', text: 'DELETE FROM artifact WHERE id = ANY($1::uuid[])', values: [bareArray(ids)] });
}

/** The JSON texts of outputs that are kept as artifacts, by id; what is gone is missing. */
export async function readArtifactTexts(pool: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; content: Buffer }>({
    name: 'read_artifact_texts',
    text: 'SELECT id, content FROM artifact WHERE id = ANY($1::uuid[])',
    values: [bareArray(ids)],
  });
  return new Map(rows.map(({ id, content }) => [id, content.toString('utf8')]));
}

/** The value of an output that is kept as an artifact. Null when the artifact is gone. */
export async function readArtifactJson(pool: Queryable, artifactId: string): Promise<JsonValue> {
  const { rows } = await pool.query<{ content: Buffer }>({
    name: 'read_artifact_json',
    text: 'SELECT content FROM artifact WHERE id = $1',
    values: [artifactId],
  });
  const content = rows[0]?.content;
  return content ? (JSON.parse(content.toString('utf8')) as JsonValue) : null;
}

/** Removes what attempts handed over whose results were refused. */
export async function deleteArtifactsOf(hot: Queryable, attemptIds: string[]): Promise<void> {
  await hot.query({ name: 'delete_artifacts_of', text: 'DELETE FROM artifact WHERE attempt_id = ANY($1::uuid[])', values: [attemptIds] });
}
