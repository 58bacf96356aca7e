'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SECRETS_KEY } from './secret-pages.ts';

const FIELDS = [
  { name: 'name', label: 'Name', hint: 'What agents and contracts know it by, such as openai-key.', type: 'text', most: 100 },
  { name: 'value', label: 'Value', hint: 'One line. It is stored encrypted and never shown again.', type: 'password', most: 10_000 },
] as const;

/** Stores a secret, or replaces the value of one that is there. @param name of the one whose value is replaced */
export function StoreSecretDialog({ name: fixed, onClose }: { name?: string; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState({ name: fixed ?? '', value: '' });
  const store = useMutation(
    trpc.secrets.store.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries({ queryKey: SECRETS_KEY });
        onClose();
      },
    }),
  );
  const problem = store.isError ? readProblem(store.error) : null;
  const faultOf = (field: keyof typeof form) => {
    const said = problem?.faults.find(({ path }) => path === field)?.message;
    return said !== undefined && form[field] === '' ? 'Fill this in.' : said;
  };
  return (
    <FormDialog
      title={fixed === undefined ? 'Store a secret' : `Replace the value of ${fixed}`}
      submit="Store"
      busy={store.isPending}
      fault={problem && problem.faults.length === 0 ? problem.message : undefined}
      onSubmit={() => store.mutate(form)}
      onClose={onClose}
    >
      {FIELDS.filter(({ name }) => name !== 'name' || fixed === undefined).map(({ name, label, hint, type, most }) => {
        const fault = faultOf(name);
        return (
          <Field key={name} label={label} hint={hint} {...(fault !== undefined && { fault })}>
            {(control) => (
              <Input
                {...control}
                type={type}
                autoComplete={type === 'password' ? 'new-password' : 'off'}
                maxLength={most}
                value={form[name]}
                onChange={(event) => setForm((now) => ({ ...now, [name]: event.target.value }))}
              />
            )}
          </Field>
        );
      })}
    </FormDialog>
  );
}
