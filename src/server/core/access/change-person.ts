import type { Role } from './principal.ts';

// What an admin may do to a person. Two things are refused whatever the act: doing it to oneself (an admin cannot lock themselves out by a
// slip), and leaving the installation without an admin who can sign in.

/** A person as these rules see them. */
export interface PersonStanding {
  /** "user:<id>", as principals are named. */
  principalId: string;
  role: Role;
  locked: boolean;
}

export type PersonAct =
  | { kind: 'change'; role?: Role | undefined; locked?: boolean | undefined }
  | { kind: 'reset_password' }
  | { kind: 'remove' };

/** Whether the person is still an admin who can sign in after the act. */
function staysAdmin(person: PersonStanding, act: PersonAct): boolean {
  if (act.kind === 'remove') return false;
  if (act.kind === 'reset_password') return true;
  return (act.role ?? person.role) === 'admin' && !(act.locked ?? person.locked);
}

/**
 * Why an act is refused, in words for the person who asked; null when it may go on.
 * @param otherAdmins admins besides this person who are neither locked nor removed
 */
export function refusePersonAct(actorId: string, person: PersonStanding, act: PersonAct & { otherAdmins: number }): string | null {
  if (actorId === person.principalId) {
    return act.kind === 'reset_password' ? 'change your own password under your name' : 'another admin has to do this to you';
  }
  const isAdmin = person.role === 'admin' && !person.locked;
  if (isAdmin && act.otherAdmins === 0 && !staysAdmin(person, act)) return 'this is the last admin: make somebody else an admin first';
  return null;
}

/** The parts of a change that are one: what is the same already is left out. */
export function effectiveChange(
  person: PersonStanding,
  change: { role?: Role | undefined; locked?: boolean | undefined },
): { role?: Role; locked?: boolean } {
  return {
    ...(change.role !== undefined && change.role !== person.role && { role: change.role }),
    ...(change.locked !== undefined && change.locked !== person.locked && { locked: change.locked }),
  };
}
