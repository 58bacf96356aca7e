'use client';
import { LIMIT_USD } from '@/server/core/budget/money.ts';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';

/** US dollars as they were typed; null: no sum that a limit can be. */
export function readLimit(text: string): number | null {
  const usd = Number(text.trim().replace(/^\$/, ''));
  return text.trim() !== '' && usd >= LIMIT_USD.least && usd <= LIMIT_USD.most ? usd : null;
}

interface LimitFieldProps {
  value: string;
  hint?: string | undefined;
  /** It was sent as it is. */
  sent: boolean;
  onChange(value: string): void;
}

/** A sum of money as a limit. */
export function LimitField({ value, hint, sent, onChange }: LimitFieldProps) {
  return (
    <Field label="Limit, US dollars" hint={hint} {...(sent && readLimit(value) === null && { fault: 'A sum above zero.' })}>
      {(control) => <Input {...control} inputMode="decimal" required value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
