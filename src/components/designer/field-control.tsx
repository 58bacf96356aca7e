'use client';
import { useState } from 'react';
import { parse, stringify } from 'yaml';
import type { JsonValue } from '@/server/core/json.ts';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';
import type { FormField } from './form-fields.ts';
import { isObject } from './model/draft.ts';

interface FieldControlProps {
  field: FormField;
  /** Undefined where nothing is said. */
  value: JsonValue | undefined;
  readOnly: boolean;
  /** What is wrong with it. */
  fault?: string | undefined;
  onChange(value: JsonValue | undefined): void;
}

/** A value as it stands in a text field. */
function textOf({ kind }: FormField, value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (kind === 'words' && Array.isArray(value)) return value.join(', ');
  if (typeof value === 'string' && kind !== 'json') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : stringify(value, { lineWidth: 0 }).trimEnd();
}

/** What a text field says; a text that is no number or no value is kept as it is, for the check to name. */
function readText({ kind }: FormField, text: string): JsonValue | undefined {
  if (text.trim() === '') return undefined;
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === 'words')
    return text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  if (kind !== 'json') return text;
  try {
    return parse(text, { version: '1.2', maxAliasCount: 100 }) as JsonValue;
  } catch {
    return text;
  }
}

const hintOf = ({ hint, fallback }: FormField) => {
  const plain = fallback !== undefined && fallback !== null && !isObject(fallback) && !Array.isArray(fallback);
  return [hint, plain ? `Default ${String(fallback)}.` : ''].filter((part) => part !== '').join(' ');
};

/** A text is one step when one leaves it or presses Enter, not one per letter. */
function TextControl({ field, value, readOnly, fault, onChange }: FieldControlProps) {
  const shown = textOf(field, value);
  const [typed, setTyped] = useState<string | null>(null);
  const leave = () => {
    if (typed !== null && typed !== shown) onChange(readText(field, typed));
    setTyped(null);
  };
  const long = field.kind === 'long' || field.kind === 'json';
  const shared = { value: typed ?? shown, readOnly, onBlur: leave };
  return (
    <Field label={field.label} hint={hintOf(field)} {...(fault !== undefined && { fault })}>
      {(control) =>
        long ? (
          <Textarea
            {...control}
            {...shared}
            rows={Math.min(10, Math.max(2, shown.split('\n').length))}
            onChange={(event) => setTyped(event.target.value)}
            className={field.kind === 'json' ? 'min-h-14 font-mono text-small' : 'min-h-14'}
          />
        ) : (
          <Input
            {...control}
            {...shared}
            inputMode={field.kind === 'number' ? 'decimal' : 'text'}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && leave()}
          />
        )
      }
    </Field>
  );
}

function ChoiceControl({ field, value, readOnly, fault, onChange }: FieldControlProps) {
  const values = field.kind === 'flag' ? ['true', 'false'] : field.choices;
  const fallback = field.fallback === undefined ? 'not set' : `${String(field.fallback)} (default)`;
  const now = value === undefined ? '' : String(value);
  const options = [{ value: '', label: fallback }, ...values.map((each) => ({ value: each, label: each }))];
  // What is there but no choice stays to be seen.
  if (!options.some((option) => option.value === now)) options.push({ value: now, label: now });
  return (
    <Field label={field.label} hint={field.hint} {...(fault !== undefined && { fault })}>
      {({ id }) => (
        <Select
          id={id}
          label={field.label}
          value={now}
          options={options}
          className="h-8 w-full"
          onChange={(next) => !readOnly && onChange(next === '' ? undefined : field.kind === 'flag' ? next === 'true' : next)}
        />
      )}
    </Field>
  );
}

/** One field of a form, by what the schema says it holds. */
export function FieldControl(props: FieldControlProps) {
  return props.field.kind === 'choice' || props.field.kind === 'flag' ? <ChoiceControl {...props} /> : <TextControl {...props} />;
}
