'use client';
import { useState } from 'react';
import { toast } from 'sonner';
import { changePassword, passwordFault, submits } from '../session/change-password.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Panel } from '../ui/panel.tsx';

const EMPTY = { current: '', next: '' };
const FIELDS = [
  { name: 'current', label: 'Current password', autoComplete: 'current-password' },
  { name: 'next', label: 'New password', autoComplete: 'new-password' },
] as const;

/** Everybody changes their own password, and is signed out everywhere else by it. */
export function PasswordPanel() {
  const [values, setValues] = useState(EMPTY);
  const [faults, setFaults] = useState<Partial<typeof EMPTY>>({});
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const { current, next } = values;
    const weak = passwordFault(current, next);
    if (current === '' || weak !== null) {
      setFaults({ ...(current === '' && { current: 'Enter the one you have.' }), ...(weak !== null && { next: weak }) });
      return;
    }
    setBusy(true);
    const refusal = await changePassword(current, next);
    setBusy(false);
    setFaults(refusal === null ? {} : { current: refusal });
    if (refusal !== null) return;
    setValues(EMPTY);
    toast.success('Your password is changed. Your other sessions have ended.');
  };
  return (
    <Panel title="Your password">
      <form onSubmit={submits(save)} className="grid items-start gap-4 p-4 sm:grid-cols-[1fr_1fr_auto]" noValidate>
        {FIELDS.map(({ name, label, autoComplete }) => {
          const fault = faults[name];
          return (
            <Field key={name} label={label} {...(fault && { fault })}>
              {(control) => (
                <Input
                  {...control}
                  type="password"
                  autoComplete={autoComplete}
                  value={values[name]}
                  onChange={(event) => setValues((now) => ({ ...now, [name]: event.target.value }))}
                />
              )}
            </Field>
          );
        })}
        <Button type="submit" size="md" className="mt-[22px]" busy={busy}>
          Change password
        </Button>
      </form>
    </Panel>
  );
}
