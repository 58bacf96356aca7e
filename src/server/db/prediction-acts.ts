import type { ActOutcome, OpenAct } from '../core/failure-prediction/choose-restrained.ts';
import type { Queryable } from './queryable.ts';

// What was done about predictions, and what became of those left alone.

export interface NewAct {
  id: string;
  agentId: string;
  pool: string | null;
  probability: number;
  /** Null: left alone. */
  restraintId: string | null;
}

/** @param holdMs how long each is looked at, and held if it is held */
export async function insertActs(db: Queryable, acts: readonly NewAct[], holdMs: number): Promise<void> {
  await db.query({
    name: 'insert_prediction_acts',
    text: `INSERT INTO prediction_act (id, agent_id, pool, probability, restraint_id, began_at, ends_at)
      SELECT id, "agentId", pool, probability, "restraintId", clock_timestamp(), clock_timestamp() + $2 * interval '1 ms'
      FROM json_to_recordset($1::json) AS x(id uuid, "agentId" uuid, pool text, probability float8, "restraintId" uuid)`,
    values: [JSON.stringify(acts), holdMs],
  });
}

export interface StoredOpenAct extends OpenAct {
  restraintId: string | null;
  /** What it holds is still in force. */
  inForce: boolean;
}

/** Those whose time is not over. */
export async function readOpenActs(db: Queryable): Promise<StoredOpenAct[]> {
  const { rows } = await db.query<StoredOpenAct>({
    name: 'open_prediction_acts',
    text: `SELECT p.agent_id AS "agentId", p.pool, p.restraint_id IS NOT NULL AS treated, p.restraint_id AS "restraintId",
        r.id IS NOT NULL AND r.lifted_at IS NULL AS "inForce"
      FROM prediction_act p LEFT JOIN restraint r ON r.id = p.restraint_id WHERE p.attempts IS NULL AND p.ends_at > clock_timestamp()`,
    values: [],
  });
  return rows;
}

/** Counts what became of those whose time is over; everything up to `foldedUntil` must be folded. Old ones are forgotten. */
export async function scoreActs(db: Queryable, foldedUntil: Date): Promise<void> {
  await db.query({
    name: 'score_prediction_acts',
    text: `WITH old AS (DELETE FROM prediction_act WHERE began_at < clock_timestamp() - interval '30 days')
      UPDATE prediction_act p SET attempts = m.attempts, failures = m.failures
      FROM prediction_act q, LATERAL (SELECT COALESCE(sum(ended + lost), 0)::int AS attempts, COALESCE(sum(failures + lost), 0)::int AS failures FROM agent_minute
        WHERE agent_id = q.agent_id AND minute >= date_trunc('minute', q.began_at) AND minute < q.ends_at) m
      WHERE p.id = q.id AND q.attempts IS NULL AND q.ends_at <= $1`,
    values: [foldedUntil],
  });
}

/** What became of both groups. */
export async function sumActs(db: Queryable): Promise<{ treated: ActOutcome; control: ActOutcome }> {
  const { rows } = await db.query<ActOutcome & { treated: boolean }>({
    name: 'sum_prediction_acts',
    text: `SELECT restraint_id IS NOT NULL AS treated, count(*)::int AS acts, sum(attempts)::int AS attempts, sum(failures)::int AS failures
      FROM prediction_act WHERE attempts IS NOT NULL GROUP BY 1`,
    values: [],
  });
  const of = (treated: boolean): ActOutcome => {
    const row = rows.find((one) => one.treated === treated);
    return { acts: row?.acts ?? 0, attempts: row?.attempts ?? 0, failures: row?.failures ?? 0 };
  };
  return { treated: of(true), control: of(false) };
}

export interface ActView {
  id: string;
  agentId: string;
  agentName: string;
  probability: number;
  /** False: left alone, to be compared with. */
  treated: boolean;
  beganAt: Date;
  endsAt: Date;
  liftedAt: Date | null;
  /** What ended and failed meanwhile; null until its time is over. */
  attempts: number | null;
  failures: number | null;
}

/** The newest first. */
export async function readRecentActs(db: Queryable, limit: number): Promise<ActView[]> {
  const { rows } = await db.query<ActView>({
    name: 'recent_prediction_acts',
    text: `SELECT p.id, p.agent_id AS "agentId", g.name AS "agentName", p.probability, p.restraint_id IS NOT NULL AS treated, p.began_at AS "beganAt",
        p.ends_at AS "endsAt", r.lifted_at AS "liftedAt", p.attempts, p.failures
      FROM prediction_act p JOIN agent g ON g.id = p.agent_id LEFT JOIN restraint r ON r.id = p.restraint_id ORDER BY p.began_at DESC, p.id DESC LIMIT $1`,
    values: [limit],
  });
  return rows;
}
