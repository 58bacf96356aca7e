'use client';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { changePassword, passwordFault, submits } from './change-password.ts';

/** After the sign-in with a one-time password: nothing else is open before another is chosen. */
export function ChoosePasswordForm({ current, onChosen }: { current: string; onChosen(): void }) {
  const [next, setNext] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const found = passwordFault(current, next);
    setFault(found);
    if (found !== null) return;
    setBusy(true);
    const refusal = await changePassword(current, next);
    if (refusal === null) {
      onChosen();
      return;
    }
    setFault(refusal);
    setBusy(false);
  };
  return (
    <form onSubmit={submits(save)} className="flex flex-col gap-4" noValidate>
      <p className="text-base text-ink-2">You signed in with a one-time password. Choose the one you will use from now on.</p>
      <Field label="New password" hint="At least 8 characters." {...(fault && { fault })}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            autoFocus
            value={next}
            onChange={(event) => setNext(event.target.value)}
            className="h-9"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="md" className="h-9" busy={busy}>
        Save and go on
      </Button>
    </form>
  );
}
