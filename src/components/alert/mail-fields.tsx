'use client';
import type { MailSecurity } from '@/server/core/alert/receiver.ts';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SECURITY_OPTIONS } from './alert-words.ts';

/** A mail receiver as it is typed. */
export interface TypedMail {
  to: string;
  from: string;
  host: string;
  port: string;
  security: MailSecurity;
  username: string;
  password: string;
}

export const EMPTY_MAIL: TypedMail = { to: '', from: '', host: '', port: '587', security: 'starttls', username: '', password: '' };

const peopleOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);
const portOf = (text: string) => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : 0);

/** What the server is asked for; what was left empty is left out. */
export function mailInputOf({ to, from, host, port, security, username, password }: TypedMail) {
  const given = { username: username.trim(), password };
  return {
    to: peopleOf(to),
    from: from.trim(),
    host: host.trim(),
    port: portOf(port),
    security,
    ...(given.username !== '' && { username: given.username }),
    ...(security !== 'none' && password !== '' && { password }),
  };
}

export const mailIsComplete = (typed: TypedMail): boolean => {
  const { to, from, host, port } = mailInputOf(typed);
  return to.length > 0 && from !== '' && host !== '' && port > 0;
};

const TEXTS = [
  { key: 'to', label: 'To', hint: 'Addresses, with commas between.', required: true },
  { key: 'from', label: 'Sender', hint: 'An address that the server lets you send from.', required: true },
  { key: 'host', label: 'Mail server', hint: 'Its name; a private one has to stand in HIVE_EGRESS_ALLOW.', required: true },
] as const;

/** Who gets mail, and through which server. */
export function MailFields({ value, onChange, sent }: { value: TypedMail; onChange(value: TypedMail): void; sent: boolean }) {
  const set = (change: Partial<TypedMail>) => onChange({ ...value, ...change });
  const secure = value.security !== 'none';
  return (
    <>
      {TEXTS.map(({ key, label, hint, required }) => (
        <Field key={key} label={label} hint={hint} {...(sent && value[key].trim() === '' && { fault: 'Fill this in.' })}>
          {(control) => (
            <Input
              {...control}
              required={required}
              maxLength={2_000}
              value={value[key]}
              onChange={(event) => set({ [key]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <SelectField
          label="Security"
          value={value.security}
          options={SECURITY_OPTIONS}
          onChange={(security) =>
            set({ security, port: String(SECURITY_OPTIONS.find((option) => option.value === security)?.port ?? value.port) })
          }
        />
        <Field label="Port" {...(sent && portOf(value.port) === 0 && { fault: 'A number.' })}>
          {(control) => (
            <Input {...control} inputMode="numeric" value={value.port} onChange={(event) => set({ port: event.target.value })} />
          )}
        </Field>
      </div>
      {secure && (
        <div className="grid grid-cols-2 gap-3">
          <Field label="User name">
            {(control) => <Input {...control} value={value.username} onChange={(event) => set({ username: event.target.value })} />}
          </Field>
          <Field label="Password" hint="Stored encrypted.">
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="new-password"
                value={value.password}
                onChange={(event) => set({ password: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </>
  );
}
