import { z } from 'zod';
import type { AgentMinute } from '../core/anomaly/agent-minute.ts';
import type { AgentSituation } from '../core/failure-prediction/features.ts';
import { ATTEMPT_ERROR_CODES } from '../core/task/attempt-outcome.ts';
import { isItsOwn } from '../core/task/blame.ts';
import type { Queryable } from './queryable.ts';

// What ended at each agent, minute by minute: read once from the attempts of that minute (a BRIN range), and from then on from here.

/** A commit may be this much later than the end it records, milliseconds. */
const LAG_MS = 5_000;
/** After a pause no more than this is folded. */
const FOLD_HOURS = 2;
/** Fewer attempts of a type say nothing of the usual duration. */
const LEAST_USUAL = 3;
/** Minutes of an agent that are read, and how old they may be. */
const READ_MINUTES = 360;
const READ_HOURS = 24;
const KEEP_DAYS = 2;
/** Waiting tasks are counted up to here. */
const WAITING_LIMIT = 10_000;

const NOT_ITS_OWN = ATTEMPT_ERROR_CODES.filter((code) => !isItsOwn(code));

const FOLD = `
WITH span AS MATERIALIZED (
  SELECT GREATEST((SELECT max(minute) FROM agent_minute) + interval '1 minute', date_trunc('minute', clock_timestamp()) - interval '${FOLD_HOURS} hours') AS low,
    date_trunc('minute', clock_timestamp() - interval '${LAG_MS} ms') AS high
), ended AS (
  SELECT a.agent_id, a.ended_at, a.status = 'lost' AS lost,
    a.status = 'completed' OR (a.status = 'failed' AND COALESCE(a.error ->> 'code', '') <> ALL($1::text[])) AS own,
    a.status = 'failed' AND COALESCE(a.error ->> 'code', '') <> ALL($1::text[]) AS failed,
    CASE WHEN a.status = 'completed' AND s.attempts >= ${LEAST_USUAL} THEN
      ln(GREATEST(1, extract(epoch FROM a.ended_at - a.started_at) * 1000) / GREATEST(1, s.duration_ms_sum / s.attempts)) END::float8 AS ratio
  FROM attempt a JOIN task t ON t.id = a.task_id LEFT JOIN agent_stat s ON s.agent_id = a.agent_id AND s.task_type = t.task_type
  WHERE a.ended_at >= (SELECT low FROM span) AND a.ended_at < (SELECT high FROM span) AND a.status IN ('completed', 'failed', 'lost')
), folded AS (
  INSERT INTO agent_minute (agent_id, minute, ended, failures, lost, timed, log_ratio_sum, first_failure_at, last_failed)
  SELECT agent_id, date_trunc('minute', ended_at), count(*) FILTER (WHERE own), count(*) FILTER (WHERE failed), count(*) FILTER (WHERE lost), count(ratio),
    COALESCE(sum(ratio), 0), min(ended_at) FILTER (WHERE failed OR lost), (array_agg(failed OR lost ORDER BY ended_at DESC))[1]
  FROM ended WHERE own OR lost GROUP BY 1, 2 ON CONFLICT DO NOTHING
)
SELECT high FROM span`;

/** Folds the minutes that are over. @returns up to when everything is folded, database time */
export async function foldMinutes(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ high: Date }>({ name: 'fold_minutes', text: FOLD, values: [NOT_ITS_OWN] });
  return z.date().parse(rows[0]?.high);
}

export async function forgetMinutes(db: Queryable): Promise<void> {
  await db.query({
    name: 'forget_minutes',
    text: `DELETE FROM agent_minute WHERE minute < clock_timestamp() - interval '${KEEP_DAYS} days'`,
    values: [],
  });
}

export interface WorkingAgent extends Omit<AgentSituation, 'waitingPerSlot'> {
  id: string;
  name: string;
}

const SITUATIONS = `
SELECT g.id, g.name, g.max_concurrent_tasks AS slots, g.beat_intervals AS "beatIntervals",
  (SELECT count(*)::int FROM attempt a WHERE a.agent_id = g.id AND a.ended_at IS NULL) AS "inFlight", m.minutes
FROM agent g, LATERAL (
  SELECT COALESCE(json_agg(json_build_object('at', extract(epoch FROM n.minute) * 1000, 'ended', n.ended, 'failures', n.failures, 'lost', n.lost,
    'timed', n.timed, 'logRatioSum', n.log_ratio_sum, 'lastFailed', n.last_failed) ORDER BY n.minute), '[]') AS minutes, max(n.minute) AS newest
  FROM (SELECT * FROM agent_minute WHERE agent_id = g.id AND minute >= clock_timestamp() - interval '${READ_HOURS} hours'
    ORDER BY minute DESC LIMIT ${READ_MINUTES}) n) m
WHERE g.retired_at IS NULL AND (m.newest >= clock_timestamp() - interval '${FOLD_HOURS} hours'
  OR EXISTS (SELECT 1 FROM attempt a WHERE a.agent_id = g.id AND a.ended_at IS NULL))
ORDER BY g.name`;

/** The agents that worked within the last hours, or do now. */
export async function readWorkingAgents(db: Queryable): Promise<WorkingAgent[]> {
  const { rows } = await db.query<WorkingAgent & { minutes: AgentMinute[] }>({ name: 'working_agents', text: SITUATIONS, values: [] });
  return rows;
}

/** Tasks that are ready and wait, per slot of the agents that take work. */
export async function readWaitingPerSlot(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ waiting: number; slots: number }>({
    name: 'waiting_per_slot',
    text: `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM task WHERE status = 'ready' LIMIT ${WAITING_LIMIT}) w) AS waiting,
      (SELECT COALESCE(sum(max_concurrent_tasks), 0)::int FROM agent WHERE status = 'active' AND retired_at IS NULL) AS slots`,
    values: [],
  });
  const { waiting = 0, slots = 0 } = rows[0] ?? {};
  return waiting / Math.max(1, slots);
}
