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
import { EMPTY_MAIL, MailFields, mailInputOf, mailIsComplete } from './mail-fields.tsx';

const KINDS = [
  { value: 'webhook', label: 'An address that is called' },
  { value: 'email', label: 'People, by mail' },
] as const;

/** Adds a receiver of alerts: an address, whose secret is then shown, once, or people who get mail. */
export function CreateChannelDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<(typeof KINDS)[number]['value']>('webhook');
  const [url, setUrl] = useState('');
  const [mail, setMail] = useState(EMPTY_MAIL);
  const [severity, setSeverity] = useState<AlertSeverity>('warning');
  const [sent, setSent] = useState(false);
  const create = useMutation(
    trpc.alerts.createChannel.mutationOptions({
      onSuccess: ({ secret }) => {
        void queryClient.invalidateQueries(trpc.alerts.channels.queryFilter());
        if (secret === null) onClose();
      },
    }),
  );
  if (create.data?.secret) {
    return (
      <SecretOnceDialog title="The receiver is added" secret={create.data.secret} what="the secret" onClose={onClose}>
        It is shown this once. Deliveries are signed with it as Standard Webhooks says; check the signature before you believe one.
      </SecretOnceDialog>
    );
  }
  const empty = url.trim() === '';
  const refused = create.isError ? readProblem(create.error).message : undefined;
  const fault = sent && empty ? 'Fill this in.' : refused;
  const submit = () => {
    setSent(true);
    if (kind === 'webhook' && !empty) create.mutate({ url: url.trim(), least_severity: severity });
    if (kind === 'email' && mailIsComplete(mail)) create.mutate({ kind, ...mailInputOf(mail), least_severity: severity });
  };
  return (
    <FormDialog
      title="Add a receiver"
      submit="Add"
      busy={create.isPending}
      fault={kind === 'email' ? refused : undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField label="Who is told" value={kind} onChange={setKind} options={KINDS} />
      {kind === 'webhook' ? (
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
      ) : (
        <MailFields value={mail} onChange={setMail} sent={sent} />
      )}
      <SelectField label="From" value={severity} onChange={setSeverity} options={SEVERITY_OPTIONS} />
    </FormDialog>
  );
}
