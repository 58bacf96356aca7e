import { z } from 'zod';
import { effectiveChange, type PersonAct, refusePersonAct } from '../core/access/change-person.ts';
import type { Principal } from '../core/access/principal.ts';
import { ROLES } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { changePeople, type PeopleTransaction, standingOf } from '../db/change-people.ts';
import type { UserRow } from '../db/users.ts';
import type { Deps } from '../deps.ts';
import { accessTopic } from '../events/topics.ts';
import { recordAudit } from './record-audit.ts';

/** At least one of both. */
export const changeUserSchema = z
  .strictObject({ role: z.enum(ROLES).optional(), locked: z.boolean().optional() })
  .refine(({ role, locked }) => role !== undefined || locked !== undefined, 'name a role, or whether the person is locked out');
export type ChangeUser = z.output<typeof changeUserSchema>;

/**
 * The person an act is about, once the rules allow it.
 * @throws NotFoundError; ConflictError for an act on oneself, or one that leaves no admin
 */
export async function permitPersonAct(
  people: PeopleTransaction,
  request: { id: string; act: PersonAct },
  principal: Principal,
): Promise<UserRow> {
  const user = await people.find(request.id);
  if (user === null) throw new NotFoundError('there is no such person');
  const otherAdmins = await people.countOtherAdmins(user.id);
  const refusal = refusePersonAct(principal.id, standingOf(user), { ...request.act, otherAdmins });
  if (refusal !== null) throw new ConflictError(refusal);
  return user;
}

/** Ends what a person has open in any process: their live streams; requests ask for the session anyway. */
export const announceAccess = (deps: Deps, userId: string): void => deps.feed.publish([accessTopic(`user:${userId}`)]);

/**
 * Gives a person another role, or locks them out or in again. Their sessions end with the change, so that nothing on their screen claims
 * what they may no longer do. What is so already changes nothing.
 * @throws NotFoundError, ConflictError
 */
export async function changeUser(deps: Deps, input: ChangeUser & { id: string }, principal: Principal): Promise<UserRow> {
  const { id, role, locked } = input;
  const { user, change } = await changePeople(deps.db, async (people) => {
    const before = await permitPersonAct(people, { id, act: { kind: 'change', role, locked } }, principal);
    const effective = effectiveChange(standingOf(before), { role, locked });
    if (Object.keys(effective).length === 0) return { user: before, change: null };
    await people.endSessions(id);
    return { user: await people.save(id, effective), change: effective };
  });
  if (change === null) return user;
  announceAccess(deps, id);
  await recordAudit(deps, { actor: principal, action: 'user.change', subject: `user:${id}`, detail: { email: user.email, ...change } });
  return user;
}
