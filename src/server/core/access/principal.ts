// Who asks. Roles are a ladder: an operator may do what a viewer may, an admin what an operator may.

export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface Principal {
  /** "user:<id>", "key:<id>", "system:<part>"; what audit entries and created_by carry. */
  id: string;
  kind: 'user' | 'key' | 'system';
  name: string;
  role: Role;
  /** The address they came from, for the audit; absent for parts of the system and where it is not known. */
  ip?: string | null;
}

export function hasRole(principal: Principal, needed: Role): boolean {
  return ROLES.indexOf(principal.role) >= ROLES.indexOf(needed);
}
