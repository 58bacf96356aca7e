import type { Queryable } from './queryable.ts';

export const MARK_KINDS = ['fault', 'breaker', 'stop', 'version', 'workflow'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

export interface MarkRow {
  /** Of what happened. */
  id: string;
  kind: MarkKind;
  at: Date;
  /** The agent, the resource, the version, the workflow. */
  subject: string;
}

// What explains a turn of a line: faults put in on purpose, breakers that opened, emergency stops, new versions of the product and of workflows.
const MARKS = `
SELECT * FROM (
  SELECT c.id::text AS id, 'fault' AS kind, c.started_at AS at, COALESCE((SELECT g.name FROM agent g WHERE g.id = c.agent_id), '') || ': ' || c.fault AS subject
    FROM chaos_injection c WHERE c.started_at >= $1 AND c.started_at < $2
  UNION ALL SELECT id::text, 'breaker', at, resource_id FROM breaker_transition WHERE at >= $1 AND at < $2 AND "to" = 'open'
  UNION ALL SELECT id::text, 'stop', began_at, reason FROM restraint WHERE kind = 'stopped' AND began_at >= $1 AND began_at < $2
  UNION ALL SELECT subject, 'version', at, subject FROM (SELECT concat_ws(', commit ', version, commit) AS subject, min(started_at) AS at FROM worker GROUP BY 1) v WHERE at >= $1 AND at < $2
  UNION ALL SELECT v.id::text, 'workflow', v.created_at, w.name || ' version ' || v.version FROM workflow_version v JOIN workflow w ON w.id = v.workflow_id
    WHERE v.created_at >= $1 AND v.created_at < $2
) m ORDER BY at DESC LIMIT $3`;

/** The newest of a span, newest first. */
export async function readMarkRows(db: Queryable, span: { from: Date; to: Date }, limit: number): Promise<MarkRow[]> {
  const { rows } = await db.query<MarkRow>({ name: 'metric_marks', text: MARKS, values: [span.from, span.to, limit] });
  return rows;
}
