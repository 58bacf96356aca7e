import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import type { QueuePause } from '../core/fleet/queue-view.ts';
import { plainName } from '../core/workflow/definition.ts';
import { insertHold, liftRestraints, readHolds } from '../db/restraints.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { recordAudit } from './record-audit.ts';

// The queue of the whole fleet: giving out -> paused (by an admin, with a reason) -> giving out. Paused, nothing new begins anywhere; what
// runs goes on to its end, and what becomes ready waits in its place. The state is a row, so it outlives every process.

export const queuePauseSchema = z.strictObject({ reason: plainName });

/** Null while tasks are given out. */
export async function readPause(deps: Pick<Deps, 'db'>): Promise<QueuePause | null> {
  const { paused } = await readHolds(deps.db.pool);
  if (paused === null) return null;
  const nameOf = await nameActors(deps, [paused.by]);
  return { reason: paused.reason, by: paused.by, byName: nameOf(paused.by), since: paused.beganAt };
}

/** From the commit on nothing is placed. @throws ConflictError when it is paused already */
export async function pauseQueue(deps: Deps, { reason }: { reason: string }, principal: Principal): Promise<QueuePause | null> {
  if (!(await insertHold(deps.db, { kind: 'paused', id: deps.newId(), reason, by: principal.id })))
    throw new ConflictError('the queue is paused already');
  deps.feed.publish(['emergency']);
  await recordAudit(deps, { actor: principal, action: 'queue.pause', subject: 'fleet', detail: { reason } });
  return readPause(deps);
}

/** @throws ConflictError when it is not paused */
export async function resumeQueue(deps: Deps, { reason }: { reason: string }, principal: Principal): Promise<QueuePause | null> {
  if ((await liftRestraints(deps.db.pool, { kind: 'paused', subject: 'fleet', by: principal.id, reason })) === 0)
    throw new ConflictError('the queue is not paused');
  deps.feed.publish(['emergency', 'ready']);
  await recordAudit(deps, { actor: principal, action: 'queue.resume', subject: 'fleet', detail: { reason } });
  return readPause(deps);
}
