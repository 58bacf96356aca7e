import { changePeople } from '../db/change-people.ts';
import type { Deps } from '../deps.ts';
import { announceAccess } from './change-user.ts';

/** Signs a person out everywhere. */
export async function endSessions(deps: Deps, userId: string): Promise<void> {
  await changePeople(deps.db, (people) => people.endSessions(userId));
  announceAccess(deps, userId);
}
