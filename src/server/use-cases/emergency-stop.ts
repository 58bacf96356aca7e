import type { Principal } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { countCalls, type LiveAttempt, readOutside } from '../db/live-attempts.ts';
import { insertHold, liftRestraints, readHolds } from '../db/restraints.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { recordAudit } from './record-audit.ts';
import { settleOutcome } from './settle-outcome.ts';

// The emergency stop: working -> stopped (by an admin, with a reason) -> working (again by an admin, with a reason). Stopped, nothing is
// placed anywhere, every process ends its calls and hands the tasks back, and what agents outside hold is taken from them. No attempt is
// used up by it. The state is a row, so it outlives every process.

export interface EmergencyState {
  stopped: boolean;
  reason: string | null;
  by: string | null;
  byName: string | null;
  since: Date | null;
  /** Attempts that are still live: calls that end within seconds. */
  calls: number;
}

const BATCH = 1_000;

/** Whether the fleet is stopped, and whether it is given nothing new, right now. */
export async function readFleetHolds(deps: Pick<Deps, 'db'>): Promise<{ stopped: boolean; paused: boolean }> {
  const { stopped, paused } = await readHolds(deps.db.hot);
  return { stopped: stopped !== null, paused: paused !== null };
}

/** Whether the fleet is stopped, by whom and why, and how many calls there are still. */
export async function readEmergency(deps: Pick<Deps, 'db'>): Promise<EmergencyState> {
  const [{ stopped: stop }, calls] = await Promise.all([readHolds(deps.db.pool), countCalls(deps.db.pool)]);
  if (stop === null) return { stopped: false, reason: null, by: null, byName: null, since: null, calls };
  const nameOf = await nameActors(deps, [stop.by]);
  return { stopped: true, reason: stop.reason, by: stop.by, byName: nameOf(stop.by), since: stop.beganAt, calls };
}

const give = (deps: Deps, attempt: LiveAttempt) =>
  settleOutcome(deps, { ...attempt, spec: parseSpec(attempt.specText), startStored: attempt.status === 'running' }, { kind: 'returned' });

/** Takes everything from agents that no process of ours calls. */
async function takeFromOutside(deps: Deps): Promise<number> {
  let taken = 0;
  for (;;) {
    const held = await readOutside(deps.db.hot, BATCH);
    await Promise.all(held.map((attempt) => give(deps, attempt)));
    taken += held.length;
    if (held.length < BATCH) return taken;
  }
}

/**
 * Stops everything: from the commit on nothing is placed, and calls under way are ended by their processes within seconds.
 * @throws ConflictError when it is stopped already
 */
export async function stopEverything(deps: Deps, { reason }: { reason: string }, principal: Principal): Promise<EmergencyState> {
  if (!(await insertHold(deps.db, { kind: 'stopped', id: deps.newId(), reason, by: principal.id })))
    throw new ConflictError('everything is stopped already');
  deps.feed.publish(['emergency', 'agents']);
  const taken = await takeFromOutside(deps);
  deps.log.warn({ by: principal.id, reason, taken }, 'emergency stop');
  await recordAudit(deps, { actor: principal, action: 'fleet.stop', subject: 'fleet', detail: { reason, taken_from_agents: taken } });
  return readEmergency(deps);
}

/**
 * Lets everything go on: interrupted tasks are in the queue already.
 * @throws ConflictError when nothing is stopped
 */
export async function resumeEverything(deps: Deps, { reason }: { reason: string }, principal: Principal): Promise<EmergencyState> {
  const lifted = await liftRestraints(deps.db.pool, { kind: 'stopped', subject: 'fleet', by: principal.id, reason });
  if (lifted === 0) throw new ConflictError('nothing is stopped');
  deps.feed.publish(['emergency', 'agents', 'ready']);
  await recordAudit(deps, { actor: principal, action: 'fleet.resume', subject: 'fleet', detail: { reason } });
  return readEmergency(deps);
}
