import type { Principal } from '../core/access/principal.ts';
import { ConflictError, isHiveError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { decideOverlap, type FireDecision, planFires } from '../core/trigger/plan-fires.ts';
import { type FireStatus, MOST_CATCH_UP } from '../core/trigger/schedule.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Queryable } from '../db/queryable.ts';
import {
  type Advance,
  advanceSchedules,
  countQueuedFires,
  type DueSchedule,
  decideFires,
  type OpenFire,
  readDueSchedules,
  readOpenFires,
  readRunningFires,
  tryFireLock,
} from '../db/schedule-fires.ts';
import type { Deps } from '../deps.ts';
import { nextAfter, occurrencesBetween } from '../occurrences.ts';
import { changeRunStatus } from './change-run.ts';
import { executeWorkflow } from './execute-workflow.ts';

// An occurrence: its time comes (or its event) -> it is noted, once -> decided under the lock -> its run starts, under the id of the
// occurrence, so that it starts once -> the decision is stored. A process that dies in between leaves an occurrence that is decided again.

const BATCH = 200;

function advanceOf(deps: Deps, schedule: DueSchedule): Advance {
  const now = schedule.now.getTime();
  const due = occurrencesBetween(schedule, { from: schedule.nextAt.getTime(), to: now, most: MOST_CATCH_UP });
  const fires = planFires(due, { catchUp: schedule.catchUp, most: schedule.maxCatchUp, now });
  return {
    id: schedule.id,
    seen: schedule.nextAt,
    next: nextAfter(schedule, now),
    fires: fires.map((at) => ({ id: deps.newId(), plannedAt: new Date(at) })),
  };
}

const principalOf = ({ scheduleId, scheduleName }: OpenFire): Principal => ({
  id: `schedule:${scheduleId}`,
  kind: 'system',
  name: scheduleName,
  role: 'operator',
});

/** What the run is told of where it comes from: `${context.trigger...}`. */
function contextOf({ scheduleId, scheduleName, plannedAt, signal }: OpenFire): JsonObject {
  const trigger = { schedule_id: scheduleId, schedule: scheduleName, planned_at: plannedAt.toISOString() };
  return { trigger: signal === null ? trigger : { ...trigger, event: signal } };
}

/** Starts the run of an occurrence. @returns why it could not, or null */
async function start(deps: Deps, fire: OpenFire): Promise<string | null> {
  const request = {
    workflowId: fire.workflowId,
    input: fire.input,
    context: contextOf(fire),
    identity: { subjectId: fire.id, again: true },
  };
  try {
    await executeWorkflow(deps, request, principalOf(fire));
    return null;
  } catch (error) {
    if (isHiveError(error)) return error.message;
    throw error;
  }
}

async function cancelAll(deps: Deps, runIds: Iterable<string>, fire: OpenFire): Promise<void> {
  for (const runId of runIds) {
    try {
      await changeRunStatus(deps, { runId, verb: 'cancel', reason: 'its schedule came again' }, principalOf(fire));
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

interface Standing {
  running: Set<string>;
  /** Of those that were looked at. */
  queued: number;
  /** Queued behind a run that goes on, or too far behind to be looked at. */
  unread: number;
}

async function readStandings(client: Queryable, fires: readonly OpenFire[]): Promise<Map<string, Standing>> {
  const ids = [...new Set(fires.map(({ scheduleId }) => scheduleId))];
  const queued = await countQueuedFires(client, ids);
  const standings = new Map(ids.map((id): [string, Standing] => [id, { running: new Set(), queued: 0, unread: queued.get(id) ?? 0 }]));
  for (const { scheduleId, status } of fires) if (status === 'queued') (standings.get(scheduleId) as Standing).unread -= 1;
  for (const { scheduleId, runId } of await readRunningFires(client, ids)) standings.get(scheduleId)?.running.add(runId);
  return standings;
}

/** What stands before an occurrence: a new one comes behind everything that is queued. */
const before = ({ status }: OpenFire, { running, queued, unread }: Standing) => ({
  running: running.size,
  queued: status === 'queued' ? queued : queued + unread,
});

async function act(deps: Deps, fire: OpenFire, { decision, standing }: { decision: FireDecision; standing: Standing }) {
  const decided = (status: FireStatus, reason: string | null) => ({ id: fire.id, status, reason });
  if (decision.act === 'skip') return decided('skipped', decision.reason);
  if (decision.act === 'queue') {
    standing.queued += 1;
    return decided('queued', null);
  }
  if (decision.cancelFirst) await cancelAll(deps, standing.running, fire);
  if (decision.cancelFirst) standing.running.clear();
  const fault = await start(deps, fire);
  if (fault !== null) return decided('failed', fault);
  standing.running.add(fire.id);
  return decided('started', null);
}

/** Decides the occurrences that are open: one after the other, so that each knows of the runs before it. */
export async function decideOpenFires(deps: Deps): Promise<void> {
  await inTransaction(deps.db, async (client) => {
    if (!(await tryFireLock(client))) return;
    const fires = await readOpenFires(client, BATCH);
    if (fires.length === 0) return;
    const standings = await readStandings(client, fires);
    const decisions: Parameters<typeof decideFires>[1][number][] = [];
    for (const fire of fires) {
      const standing = standings.get(fire.scheduleId) as Standing;
      // A run that was started by a process that died: it goes on already.
      const again = standing.running.delete(fire.id);
      const decision = decideOverlap(fire.overlap, before(fire, standing));
      decisions.push(await act(deps, fire, { decision: again ? { act: 'start', cancelFirst: false } : decision, standing }));
    }
    await decideFires(client, decisions);
  });
}

/** A duty of the fleet: notes the occurrences whose time has come and starts what they start. */
export async function fireSchedules(deps: Deps): Promise<void> {
  const due = await readDueSchedules(deps.db.hot, BATCH);
  if (due.length > 0) {
    await advanceSchedules(
      deps.db.hot,
      due.map((schedule) => advanceOf(deps, schedule)),
    );
  }
  await decideOpenFires(deps);
}
