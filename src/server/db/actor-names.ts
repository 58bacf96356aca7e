import type { KnownName } from '../core/access/actor-name.ts';
import type { Database } from './client.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The part behind the kind, of every id of that kind that can be in a table. */
const idsOf = (ids: string[], kind: string): string[] =>
  ids.flatMap((id) => (id.startsWith(`${kind}:`) && UUID.test(id.slice(kind.length + 1)) ? [id.slice(kind.length + 1)] : []));

/** Names of people, keys, agents, runs, webhooks and schedules by "kind:id", all in one statement; what nothing is known of is missing. */
export async function findNames(db: Database, ids: string[]): Promise<Map<string, KnownName>> {
  const values = ['user', 'key', 'agent', 'run', 'webhook', 'schedule'].map((kind) => idsOf(ids, kind));
  if (values.every((list) => list.length === 0)) return new Map();
  const { rows } = await db.pool.query<KnownName & { id: string }>({
    name: 'names_by_id',
    text: `SELECT 'user:' || id AS id, name, removed_at IS NOT NULL AS gone FROM hive_user WHERE id = ANY($1::text[])
      UNION ALL SELECT 'key:' || id, name, revoked_at IS NOT NULL FROM api_key WHERE id = ANY($2::uuid[])
      UNION ALL SELECT 'agent:' || id, name, retired_at IS NOT NULL FROM agent WHERE id = ANY($3::uuid[])
      UNION ALL SELECT 'run:' || id, name, false FROM run WHERE id = ANY($4::uuid[])
      UNION ALL SELECT 'webhook:' || id, name, false FROM webhook WHERE id = ANY($5::uuid[])
      UNION ALL SELECT 'schedule:' || id, name, false FROM schedule WHERE id = ANY($6::uuid[])`,
    values,
  });
  return new Map(rows.map(({ id, name, gone }) => [id, { name, gone }]));
}
