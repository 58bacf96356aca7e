import type { KeptSignal, WaitingFor } from '../core/control/match-signals.ts';
import type { JsonValue } from '../core/json.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Events from outside. Whoever brings one and whoever begins to wait for one take the lock of its name: the later of the two sees the
// other. Lock order: names first, then as in every writer.

const SIGNAL_LOCK = 7_266_002;

/** Inside a transaction: takes the locks of names, always in the same order. */
export async function lockNames(client: Queryable, names: readonly string[]): Promise<void> {
  await client.query({
    name: 'lock_signal_names',
    text: `SELECT pg_advisory_xact_lock($1, x.h) FROM (SELECT DISTINCT hashtext(n) AS h FROM json_array_elements_text($2::json) n ORDER BY 1) x`,
    values: [SIGNAL_LOCK, JSON.stringify(names)],
  });
}

/** A task that waits for an event, with what its end is written under. */
export interface EventWaitRow extends WaitingFor {
  runId: string;
  fence: number;
}

/** Tasks that wait for an event of these names, longest first. */
export async function readEventWaits(client: Queryable, names: readonly string[], limit: number): Promise<EventWaitRow[]> {
  const { rows } = await client.query<EventWaitRow>({
    name: 'read_event_waits',
    text: `SELECT w.task_id AS "taskId", w.run_id AS "runId", w.name, w.key, t.fence FROM event_wait w JOIN task t ON t.id = w.task_id
      WHERE w.name IN (SELECT json_array_elements_text($1::json)) AND t.status = 'waiting' ORDER BY w.began_at, w.task_id LIMIT $2`,
    values: [JSON.stringify(names), limit],
  });
  return rows;
}

/** Events that nobody waited for so far, oldest first. */
export async function readKeptSignals(
  client: Queryable,
  names: readonly string[],
  { keepMs, limit }: { keepMs: number; limit: number },
): Promise<(KeptSignal & { payload: JsonValue })[]> {
  const { rows } = await client.query<KeptSignal & { payload: JsonValue }>({
    name: 'read_kept_signals',
    text: `SELECT id, name, key, payload FROM signal WHERE spent_at IS NULL AND name IN (SELECT json_array_elements_text($1::json))
      AND received_at > clock_timestamp() - $2 * interval '1 ms' ORDER BY received_at, id LIMIT $3`,
    values: [JSON.stringify(names), keepMs, limit],
  });
  return rows;
}

export interface NewSignal {
  id: string;
  name: string;
  key: string | null;
  payload: JsonValue;
  source: string;
}

/** Stores an event. One that ended no wait and started no run is kept. */
export async function insertSignal(
  client: Queryable,
  signal: NewSignal,
  { ended, started }: { ended: number; started: number },
): Promise<void> {
  await client.query({
    name: 'insert_signal',
    text: `INSERT INTO signal (id, name, key, payload, source, received_at, ended, spent_at)
      VALUES ($1, $2, $3, $4::json, $5, clock_timestamp(), $6, CASE WHEN $7::boolean THEN clock_timestamp() END)`,
    values: [signal.id, signal.name, signal.key, JSON.stringify(signal.payload), signal.source, ended, ended + started > 0],
  });
}

export async function spendSignals(client: Queryable, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'spend_signals',
    text: 'UPDATE signal SET ended = 1, spent_at = clock_timestamp() WHERE id = ANY($1::uuid[])',
    values: [bareArray(ids)],
  });
}

/** Names for which a task waits and an event is kept: who should have joined them died in between. */
export async function findMissedNames(pool: Queryable, keepMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>({
    name: 'find_missed_names',
    text: `SELECT DISTINCT w.name FROM event_wait w JOIN signal s ON s.name = w.name AND s.spent_at IS NULL AND (w.key IS NULL OR w.key = s.key)
      WHERE s.received_at > clock_timestamp() - $1 * interval '1 ms' LIMIT 100`,
    values: [keepMs],
  });
  return rows.map(({ name }) => name);
}

/** Removes waits whose task ended otherwise. */
export async function dropDeadWaits(pool: Queryable): Promise<void> {
  await pool.query({
    name: 'drop_dead_waits',
    text: `DELETE FROM event_wait w USING task t WHERE t.id = w.task_id AND t.status <> 'waiting'`,
    values: [],
  });
}

/** An event as it is listed. */
export interface SignalView extends KeptSignal {
  payload: JsonValue;
  source: string;
  receivedAt: Date;
  /** Waits that it ended. */
  ended: number;
  /** It is kept for a wait that may still come. */
  kept: boolean;
}

/** Events of the last day, newest first; `before` is the id of the last one seen. */
export async function listSignalRows(
  pool: Queryable,
  page: { limit: number; before: string | null; name: string | null; keepMs: number },
): Promise<SignalView[]> {
  const { rows } = await pool.query<SignalView>({
    text: `SELECT id, name, key, payload, source, received_at AS "receivedAt", ended,
        spent_at IS NULL AND received_at > clock_timestamp() - $4 * interval '1 ms' AS kept
      FROM signal WHERE ($2::uuid IS NULL OR id < $2::uuid) AND ($3::text IS NULL OR name = $3) ORDER BY id DESC LIMIT $1`,
    values: [page.limit, page.before, page.name, page.keepMs],
  });
  return rows;
}
