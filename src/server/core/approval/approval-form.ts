import { z } from 'zod';
import type { Fault } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';

// The form of an approval: a small, flat part of JSON Schema, so that one page can show every form and nothing in it can take long to
// check (no patterns). Titles and defaults may hold references, which are filled in when the question is asked.

/** Sizes in characters. */
export const FORM_LIMITS = { fields: 50, choices: 100, textLength: 10_000 } as const;

const shown = { title: z.string().min(1).max(200).optional(), description: z.string().max(1_000).optional() };
const length = z.number().int().min(0).max(FORM_LIMITS.textLength);

const textFieldSchema = z.strictObject({
  type: z.literal('string'),
  ...shown,
  enum: z.array(z.string().max(200)).min(1).max(FORM_LIMITS.choices).optional(),
  /** `textarea` only changes how it is shown. */
  format: z.enum(['textarea', 'date', 'email', 'uri']).optional(),
  minLength: length.optional(),
  maxLength: length.optional(),
  default: z.json().optional(),
});
const numberFieldSchema = z.strictObject({
  type: z.enum(['number', 'integer']),
  ...shown,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.json().optional(),
});
const choiceFieldSchema = z.strictObject({ type: z.literal('boolean'), ...shown, default: z.json().optional() });

export const formFieldSchema = z.discriminatedUnion('type', [textFieldSchema, numberFieldSchema, choiceFieldSchema]);
export type FormField = z.output<typeof formFieldSchema>;

export const approvalFormSchema = z
  .strictObject({
    type: z.literal('object').default('object'),
    properties: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,59}$/, 'letters, digits, "_" and "-", at most 60'), formFieldSchema),
    required: z.array(z.string()).max(FORM_LIMITS.fields).default([]),
    additionalProperties: z.literal(false).optional(),
  })
  .superRefine((form, context) => {
    if (Object.keys(form.properties).length > FORM_LIMITS.fields)
      context.addIssue({ code: 'custom', path: ['properties'], message: `at most ${FORM_LIMITS.fields} fields` });
    for (const [at, name] of form.required.entries())
      if (!Object.hasOwn(form.properties, name))
        context.addIssue({ code: 'custom', path: ['required', at], message: `there is no field "${name}"` });
  });
export type ApprovalForm = z.output<typeof approvalFormSchema>;

const FORMATS = { date: z.iso.date(), email: z.email(), uri: z.url() } as const;

/** What is wrong with one value; null when nothing is. */
export function checkField(field: FormField, value: JsonValue): string | null {
  if (field.type === 'boolean') return typeof value === 'boolean' ? null : 'must be yes or no';
  return field.type === 'string' ? checkText(field, value) : checkNumber(field, value);
}

function checkText(field: Extract<FormField, { type: 'string' }>, value: JsonValue): string | null {
  if (typeof value !== 'string') return 'must be a text';
  if (field.enum !== undefined && !field.enum.includes(value)) return `must be one of ${field.enum.join(', ')}`;
  if (field.minLength !== undefined && value.length < field.minLength) return `must have at least ${field.minLength} characters`;
  const longest = field.maxLength ?? FORM_LIMITS.textLength;
  if (value.length > longest) return `must have at most ${longest} characters`;
  if (field.format === undefined || field.format === 'textarea' || FORMATS[field.format].safeParse(value).success) return null;
  return `must be ${{ date: 'a date such as 2027-03-14', email: 'an e-mail address', uri: 'a URL' }[field.format]}`;
}

function checkNumber(field: Extract<FormField, { type: 'number' | 'integer' }>, value: JsonValue): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
  if (field.type === 'integer' && !Number.isSafeInteger(value)) return 'must be a whole number';
  if (field.minimum !== undefined && value < field.minimum) return `must be at least ${field.minimum}`;
  if (field.maximum !== undefined && value > field.maximum) return `must be at most ${field.maximum}`;
  return null;
}

/** Holds an answer against its form: unknown fields, missing ones, values that do not fit. Paths begin with `form`. */
export function checkAnswer(form: ApprovalForm | null, answer: JsonObject): Fault[] {
  const fields = form?.properties ?? {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(answer)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const message = field === undefined ? 'the form has no such field' : checkField(field, value);
    if (message !== null) faults.push({ path: `form.${name}`, message });
  }
  for (const name of form?.required ?? []) if (!Object.hasOwn(answer, name)) faults.push({ path: `form.${name}`, message: 'is required' });
  return faults;
}

/** What the form gives where nobody has entered anything: its defaults, as far as they fit. */
export function defaultAnswer(form: ApprovalForm | null): JsonObject {
  const fitting = Object.entries(form?.properties ?? {}).filter(
    ([, field]) => field.default !== undefined && checkField(field, field.default) === null,
  );
  return Object.fromEntries(fitting.map(([name, field]) => [name, field.default as JsonValue]));
}
