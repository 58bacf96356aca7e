'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '@/server/core/access/principal.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SecretOnceDialog } from '../ui/secret-once-dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { RoleField } from '../user/role-field.tsx';
import { API_KEYS_KEY } from './api-key-pages.ts';

const LIFETIMES = [
  { value: '', label: 'Never' },
  { value: '30', label: 'After 30 days' },
  { value: '90', label: 'After 90 days' },
  { value: '365', label: 'After a year' },
] as const;
const DAY_MS = 86_400_000;

/** Makes a key and shows it, once. */
export function CreateApiKeyDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [days, setDays] = useState<(typeof LIFETIMES)[number]['value']>('90');
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries({ queryKey: API_KEYS_KEY }) }),
  );
  if (create.data) {
    return (
      <SecretOnceDialog title="The key is made" secret={create.data.key} what="the key" onClose={onClose}>
        It is shown this once. Only its hash is stored, so nobody can show it again.
      </SecretOnceDialog>
    );
  }
  const problem = create.isError ? readProblem(create.error) : null;
  const nameFault = problem && (name.trim() === '' ? 'Fill this in.' : problem.message);
  return (
    <FormDialog
      title="Create a key"
      submit="Create"
      busy={create.isPending}
      onSubmit={() => create.mutate({ name, role, expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS) })}
      onClose={onClose}
    >
      <Field label="Name" hint="What will use it." {...(nameFault && { fault: nameFault })}>
        {(control) => <Input {...control} required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <RoleField value={role} onChange={setRole} />
      <SelectField label="Expires" value={days} onChange={setDays} options={LIFETIMES} />
    </FormDialog>
  );
}
