'use client';
import { ROLES, type Role } from '@/server/core/access/principal.ts';
import { SelectField } from '../ui/select-field.tsx';

const ROLE_WORDS: Record<Role, string> = { viewer: 'Viewer: reads', operator: 'Operator: runs and changes', admin: 'Admin: everything' };
const OPTIONS = ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }));

/** Chooses what somebody may do. */
export function RoleField({ value, onChange }: { value: Role; onChange(role: Role): void }) {
  return <SelectField label="Role" value={value} onChange={onChange} options={OPTIONS} />;
}
