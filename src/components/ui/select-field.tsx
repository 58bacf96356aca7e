import type { ReactNode } from 'react';
import { Field } from './field.tsx';
import { Select, type SelectOption } from './select.tsx';

interface SelectFieldProps<T extends string> {
  label: string;
  hint?: ReactNode;
  value: NoInfer<T>;
  options: readonly SelectOption<T>[];
  onChange: (value: NoInfer<T>) => void;
}

/** One of several, under its label, as wide as its form. */
export function SelectField<const T extends string>({ label, hint, ...select }: SelectFieldProps<T>) {
  return (
    <Field label={label} hint={hint}>
      {({ id }) => <Select id={id} label={label} {...select} className="h-8 w-full" />}
    </Field>
  );
}
