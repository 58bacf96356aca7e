'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertSeverity } from '@/server/core/alert/alert.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SecretOnceDialog } from '../ui/secret-once-dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SEVERITY_OPTIONS } from './alert-words.ts';

/** Adds an address that is told of alerts, and shows its secret, once. */
export function CreateChannelDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [url, setUrl] = useState('');
  const [severity, setSeverity] = useState<AlertSeverity>('warning');
  const create = useMutation(
    trpc.alerts.createChannel.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries(trpc.alerts.channels.queryFilter()) }),
  );
  if (create.data) {
    return (
      <SecretOnceDialog title="The receiver is added" secret={create.data.secret} what="the secret" onClose={onClose}>
        It is shown this once. Deliveries are signed with it as Standard Webhooks says; check the signature before you believe one.
      </SecretOnceDialog>
    );
  }
  const fault = create.isError ? (url.trim() === '' ? 'Fill this in.' : readProblem(create.error).message) : null;
  return (
    <FormDialog
      title="Add a receiver"
      submit="Add"
      busy={create.isPending}
      onSubmit={() => create.mutate({ url: url.trim(), least_severity: severity })}
      onClose={onClose}
    >
      <Field label="Address" hint="Told by POST when an alert opens and when it closes." {...(fault && { fault })}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={2_000}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
            className="font-mono"
          />
        )}
      </Field>
      <SelectField label="From" value={severity} onChange={setSeverity} options={SEVERITY_OPTIONS} />
    </FormDialog>
  );
}
