import type { NewTransition } from '../core/breaker/change.ts';
import { BREAKER_RESOURCE_TYPES, type BreakerResourceType } from '../core/breaker/presets.ts';
import { type BreakerState, breakerStateSchema } from '../core/breaker/state.ts';
import type { Queryable } from './queryable.ts';

// The states of breakers: one row each, replaced as a whole by compare-and-set on its revision. Whoever loses reads the row anew and makes
// its change on top of it.

export interface StoredBreaker {
  resourceId: string;
  type: BreakerResourceType;
  state: BreakerState;
  /** Grows by one with every change; 0 for a breaker that is not stored yet. */
  revision: number;
}

export interface BreakerWrite extends StoredBreaker {
  transitions: (NewTransition & { id: string; actor: string })[];
}

interface BreakerRow {
  resourceId: string;
  type: string;
  state: unknown;
  revision: number;
}

const COLUMNS = 'resource_id AS "resourceId", resource_type AS type, state, revision';

/** Throws a ZodError for a state that this version does not write. */
function parseRow({ resourceId, type, state, revision }: BreakerRow): StoredBreaker {
  const known = BREAKER_RESOURCE_TYPES.find((each) => each === type);
  if (known === undefined) throw new Error(`breaker ${resourceId} guards an unknown kind of resource: ${type}`);
  return { resourceId, type: known, state: breakerStateSchema.parse(state), revision };
}

/** Rows changed since a moment of the database's clock, all without one, and that clock now. */
export async function readBreakers(db: Queryable, since: Date | null): Promise<{ breakers: StoredBreaker[]; readAt: Date }> {
  const clock = await db.query<{ at: Date }>({ name: 'read_clock', text: 'SELECT clock_timestamp() AS at', values: [] });
  const { rows } = await db.query<BreakerRow>({
    name: 'read_breakers',
    text: `SELECT ${COLUMNS} FROM breaker WHERE $1::timestamptz IS NULL OR updated_at >= $1`,
    values: [since],
  });
  return { breakers: rows.map(parseRow), readAt: clock.rows[0]?.at ?? new Date() };
}

/** Those of these names that are stored. */
export async function findBreakers(db: Queryable, resourceIds: string[]): Promise<StoredBreaker[]> {
  const { rows } = await db.query<BreakerRow>({
    name: 'find_breakers',
    text: `SELECT ${COLUMNS} FROM breaker WHERE resource_id = ANY($1::text[])`,
    values: [resourceIds],
  });
  return rows.map(parseRow);
}

/** The breakers of an agent at single types of task. */
export async function findTaskTypeBreakers(db: Queryable, agentId: string): Promise<StoredBreaker[]> {
  const { rows } = await db.query<BreakerRow>({
    name: 'find_task_type_breakers',
    text: `SELECT ${COLUMNS} FROM breaker WHERE resource_type = 'agent_task_type' AND starts_with(resource_id, 'agent:' || $1::text || '/')`,
    values: [agentId],
  });
  return rows.map(parseRow);
}

const WRITE = `
WITH i AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS x(id text, type text, status text, state json, revision int)
), l AS MATERIALIZED (
  SELECT b.resource_id FROM breaker b JOIN i ON i.id = b.resource_id AND i.revision = b.revision ORDER BY 1 FOR UPDATE OF b
), u AS (
  UPDATE breaker b SET state = i.state, status = i.status, revision = b.revision + 1, updated_at = clock_timestamp()
  FROM i JOIN l ON l.resource_id = i.id WHERE b.resource_id = i.id AND b.revision = i.revision RETURNING b.resource_id AS id
), n AS (
  INSERT INTO breaker (resource_id, resource_type, status, state, revision, updated_at)
  SELECT id, type, status, state, 1, clock_timestamp() FROM i WHERE revision = 0 ORDER BY id ON CONFLICT DO NOTHING RETURNING resource_id AS id
), w AS (
  SELECT id FROM u UNION ALL SELECT id FROM n
), t AS (
  INSERT INTO breaker_transition (id, resource_id, "from", "to", cause, reason, actor, at, measured)
  SELECT x.id, x.resource_id, x."from", x."to", x.cause, x.reason, x.actor, x.at, x.measured
  FROM json_to_recordset($2::json) AS x(id uuid, resource_id text, "from" text, "to" text, cause text, reason text, actor text, at timestamptz, measured json)
    JOIN w ON w.id = x.resource_id
)
SELECT id FROM w`;

/** Writes states and what they went through, each unless somebody was faster. @returns the names of those that were written */
export async function writeBreakers(db: Queryable, writes: readonly BreakerWrite[]): Promise<Set<string>> {
  const states = writes.map(({ resourceId, type, state, revision }) => ({ id: resourceId, type, status: state.status, state, revision }));
  const transitions = writes.flatMap(({ resourceId, transitions: own }) =>
    own.map(({ at, window, ...rest }) => ({ ...rest, resource_id: resourceId, at: new Date(at).toISOString(), measured: window })),
  );
  const { rows } = await db.query<{ id: string }>({
    name: 'write_breakers',
    text: WRITE,
    values: [JSON.stringify(states), JSON.stringify(transitions)],
  });
  return new Set(rows.map(({ id }) => id));
}
