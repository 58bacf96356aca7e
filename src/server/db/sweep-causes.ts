import { MODE_SETTINGS, ORCHESTRATION_MODES, type OrchestrationMode } from '../core/mode/orchestration-mode.ts';
import type { Queryable } from './queryable.ts';
import { MODE_SETTING } from './settings.ts';

// What the sweep may find to do, asked in one statement of index lookups: an idle fleet costs no more than that. Each column is true
// whenever the statement it stands for would change or read something; it may also be true when that finds nothing.

export interface SweepCauses {
  /** Processes let their lease run out. */
  workers: boolean;
  /** Runs are past their deadline. */
  deadlines: boolean;
  /** Attempts are live: their holders may be gone. */
  attempts: boolean;
  /** Results of agents outside wait to be checked. */
  reported: boolean;
  /** Agents judge results of others. */
  judgeCalls: boolean;
  /** People are asked for a verdict. */
  reviews: boolean;
  /** People are asked a question. */
  approvals: boolean;
  /** Runs run as tasks of others. */
  subRuns: boolean;
  /** Tasks wait for events from outside. */
  events: boolean;
  /** Dead letters are being replayed. */
  replays: boolean;
  /** Retries, timers or deadlines are due. */
  due: boolean;
  /** It is not known yet whether a recovery worked. */
  recoveries: boolean;
  /** A limit of the queue is set, or tasks are shed. */
  shedding: boolean;
  /** Agents are drained before they go. */
  draining: boolean;
}

const CAUSES = `
SELECT
  EXISTS (SELECT 1 FROM worker WHERE ended_at IS NULL AND lease_expires_at < clock_timestamp()) AS workers,
  EXISTS (SELECT 1 FROM run WHERE deadline_at <= clock_timestamp() AND finished_at IS NULL) AS deadlines,
  EXISTS (SELECT 1 FROM attempt WHERE ended_at IS NULL) AS attempts,
  EXISTS (SELECT 1 FROM reported_output) AS reported,
  EXISTS (SELECT 1 FROM judge_call WHERE ended_at IS NULL) AS "judgeCalls",
  EXISTS (SELECT 1 FROM review WHERE verdict IS NULL) AS reviews,
  EXISTS (SELECT 1 FROM approval WHERE status = 'open') AS approvals,
  EXISTS (SELECT 1 FROM event_wait) AS events,
  EXISTS (SELECT 1 FROM sub_run WHERE closed_at IS NULL) AS "subRuns",
  EXISTS (SELECT 1 FROM dead_letter WHERE decision = 'replayed' AND replay_run_id IS NULL) AS replays,
  EXISTS (SELECT 1 FROM task WHERE available_at IS NOT NULL AND available_at <= clock_timestamp()) AS due,
  EXISTS (SELECT 1 FROM recovery WHERE outcome = 'running') AS recoveries,
  EXISTS (SELECT 1 FROM setting WHERE name = 'recovery' AND value ->> 'shedAbove' IS NOT NULL)
    OR COALESCE((SELECT value ->> 'mode' FROM setting WHERE name = '${MODE_SETTING}'), $1) = ANY($2)
    OR EXISTS (SELECT 1 FROM restraint WHERE kind = 'shed' AND lifted_at IS NULL) AS shedding,
  EXISTS (SELECT 1 FROM agent WHERE status = 'shutting_down' AND retired_at IS NULL) AS draining`;

const SHEDDING_MODES = ORCHESTRATION_MODES.filter((mode) => MODE_SETTINGS[mode].shedAbove !== null);

/** What a sweep has to look at. @param mode that counts where people chose none */
export async function readSweepCauses(db: Queryable, mode: OrchestrationMode): Promise<SweepCauses> {
  const { rows } = await db.query<SweepCauses>({ name: 'sweep_causes', text: CAUSES, values: [mode, SHEDDING_MODES] });
  const [causes] = rows;
  if (causes === undefined) throw new Error('a SELECT without FROM answered no row');
  return causes;
}
