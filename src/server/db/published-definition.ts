import { NotFoundError } from '../core/errors.ts';
import type { Queryable } from './queryable.ts';

/**
 * The definition that a run of a stored workflow uses: the version asked for, else the published one, else the draft.
 * @throws NotFoundError
 */
export async function readPublishedDefinition(
  pool: Queryable,
  slug: string,
  version: number | null,
): Promise<{ definition: unknown; versionId: string | null; version: number | null }> {
  const { rows } = await pool.query<{ draft: unknown; definition: unknown; versionId: string | null; version: number | null }>({
    name: 'read_published_definition',
    text: `SELECT w.draft, v.definition, v.id AS "versionId", v.version FROM workflow w
      LEFT JOIN workflow_version v ON v.workflow_id = w.id AND v.version = COALESCE($2, w.published_version)
      WHERE w.slug = $1 AND w.archived_at IS NULL`,
    values: [slug, version],
  });
  const found = rows[0];
  if (!found || (version !== null && found.versionId === null)) {
    throw new NotFoundError(version === null ? `no workflow "${slug}"` : `no version ${version} of workflow "${slug}"`);
  }
  return { definition: found.definition ?? found.draft, versionId: found.versionId, version: found.version };
}
