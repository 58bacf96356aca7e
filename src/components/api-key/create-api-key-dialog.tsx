'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLES, type Role } from '@/server/core/access/principal.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';
import { API_KEYS_KEY } from './api-keys-key.ts';

const ROLE_WORDS: Record<Role, string> = { viewer: 'Viewer: reads', operator: 'Operator: runs and changes', admin: 'Admin: everything' };
const LIFETIMES = [
  { value: '', label: 'Never' },
  { value: '30', label: 'After 30 days' },
  { value: '90', label: 'After 90 days' },
  { value: '365', label: 'After a year' },
] as const;
const DAY_MS = 86_400_000;

function NewKey({ text, onClose }: { text: string; onClose(): void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="The key is made"
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Banner tone="wait">It is shown this once. Only its hash is stored, so nobody can show it again.</Banner>
        <div className="flex items-center gap-2 rounded-control border bg-page py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 select-all break-all font-mono text-small">{text}</code>
          <CopyButton value={text} label="Copy the key" />
        </div>
      </div>
    </Dialog>
  );
}

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
  if (create.data) return <NewKey text={create.data.key} onClose={onClose} />;
  const problem = create.isError ? readProblem(create.error) : null;
  const nameFault = problem?.faults.find(({ path }) => path === 'name')?.message ?? problem?.message;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Create a key"
      size="sm"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="create-key" variant="primary" busy={create.isPending}>
            Create
          </Button>
        </>
      }
    >
      <form
        id="create-key"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name, role, expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS) });
        }}
      >
        <Field label="Name" hint="What will use it." {...(nameFault && { fault: nameFault })}>
          {(control) => <Input {...control} required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Role">
          {({ id }) => (
            <Select
              id={id}
              label="Role"
              value={role}
              onChange={setRole}
              options={ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))}
              className="h-8 w-full"
            />
          )}
        </Field>
        <Field label="Expires">
          {({ id }) => <Select id={id} label="Expires" value={days} onChange={setDays} options={LIFETIMES} className="h-8 w-full" />}
        </Field>
      </form>
    </Dialog>
  );
}
