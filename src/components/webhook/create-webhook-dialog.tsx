'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SecretOnceDialog } from '../ui/secret-once-dialog.tsx';
import { WEBHOOKS_KEY, webhookPath } from './webhook-path.ts';

const FIELDS = [
  { name: 'name', label: 'Name', hint: 'Who sends.' },
  { name: 'event', label: 'Event', hint: 'What a delivery counts as, such as order.paid. Tasks wait for it by this name.' },
  {
    name: 'key_path',
    label: 'Key (optional)',
    hint: "Where in the payload the event's key stands, such as data.order_id. A task may wait for one key only.",
  },
] as const;

/** Makes a webhook and shows its secret, once. */
export function CreateWebhookDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState({ name: '', event: '', key_path: '' });
  const create = useMutation(
    trpc.webhooks.create.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries({ queryKey: WEBHOOKS_KEY }) }),
  );
  if (create.data) {
    return (
      <SecretOnceDialog title="The webhook is open" secret={create.data.secret} what="the secret" onClose={onClose}>
        Deliveries to {webhookPath(create.data.id)} are signed with this secret, as Standard Webhooks has it. It is shown this once.
      </SecretOnceDialog>
    );
  }
  const problem = create.isError ? readProblem(create.error) : null;
  const faultOf = (name: string) => problem?.faults.find(({ path }) => path === name)?.message;
  return (
    <FormDialog
      title="Create a webhook"
      submit="Create"
      busy={create.isPending}
      fault={problem && problem.faults.length === 0 ? problem.message : undefined}
      onSubmit={() => {
        const { key_path, ...rest } = form;
        create.mutate({ ...rest, ...(key_path.trim() === '' ? {} : { key_path: key_path.trim() }) });
      }}
      onClose={onClose}
    >
      {FIELDS.map(({ name, label, hint }) => {
        const fault = faultOf(name);
        return (
          <Field key={name} label={label} hint={hint} {...(fault !== undefined && { fault })}>
            {(control) => (
              <Input
                {...control}
                maxLength={200}
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
