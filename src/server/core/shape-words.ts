import { z } from 'zod';
import type { Fault } from './errors.ts';

// What is wrong with the shape of a value, in our words: what it must be, and what it is. Every schema says it so unless it has words of
// its own, at every door and in every form. Fragments without a subject: beside them stands the place.

type Issue = z.core.$ZodRawIssue;

/** Values that are told before the rest is only counted. */
const MOST_VALUES = 12;

const KINDS: Readonly<Partial<Record<string, string>>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  date: 'a time',
  null: 'nothing (null)',
  undefined: 'left out',
  never: 'left out',
  nan: 'no number',
};

const FORMATS: Readonly<Partial<Record<string, string>>> = {
  email: 'an e-mail address',
  url: 'an address such as https://example.org',
  uuid: 'an id (UUID)',
  guid: 'an id (UUID)',
  datetime: 'a time such as 2026-11-23T12:00:00Z',
  date: 'a day such as 2026-11-23',
  time: 'a time of day such as 22:30:00',
  duration: 'a span such as PT90S',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  base64: 'base64',
  base64url: 'base64url',
  json_string: 'JSON',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a time';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === true || value === false) return String(value);
  return KINDS[typeof value] ?? 'something else';
}

const told = (value: unknown): string => (typeof value === 'string' ? value : String(value));

/** "a, b or c". */
function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_VALUES).map(told);
  if (values.length > MOST_VALUES) return `one of ${shown.join(', ')} and ${values.length - MOST_VALUES} more`;
  return shown.length < 3 ? shown.join(' or ') : `one of ${shown.join(', ')}`;
}

function typeWords({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): string {
  const wanted = KINDS[expected] ?? 'something else';
  if (expected === 'never') return 'is not taken here';
  if (input === undefined) return 'is missing';
  // Of numbers only whole ones are taken.
  if (expected === 'int' && typeof input === 'number') return `must be a whole number, not ${input}`;
  return `must be ${wanted}, not ${kindOf(input)}`;
}

const UNITS: Readonly<Partial<Record<string, readonly [one: string, many: string]>>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
  file: ['byte', 'bytes'],
};

const counted = (count: number | bigint, [one, many]: readonly [string, string]) => `${count} ${Number(count) === 1 ? one : many}`;

function sizeWords(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const small = issue.code === 'too_small';
  const limit = small ? issue.minimum : issue.maximum;
  const units = UNITS[issue.origin];
  if (units) {
    if (small && Number(limit) === 1 && !issue.exact) return 'must not be empty';
    return `must have ${issue.exact ? 'exactly' : small ? 'at least' : 'at most'} ${counted(limit, units)}`;
  }
  if (issue.origin === 'date') return `must not be ${small ? 'before' : 'after'} ${new Date(Number(limit)).toISOString()}`;
  if (issue.inclusive === false) return `must be ${small ? 'more' : 'less'} than ${limit}`;
  return `must be ${small ? 'at least' : 'at most'} ${limit}`;
}

function formatWords(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  const { format, pattern, prefix, suffix, includes } = issue as Issue &
    Partial<Record<'format' | 'pattern' | 'prefix' | 'suffix' | 'includes', string>>;
  if (format === 'starts_with') return `must begin with ${prefix}`;
  if (format === 'ends_with') return `must end with ${suffix}`;
  if (format === 'includes') return `must hold ${includes}`;
  if (format === 'regex') return `must be of the form ${pattern}`;
  return `must be ${FORMATS[format ?? ''] ?? 'of another form'}`;
}

/** Of several forms that a value may have, the one that it comes nearest to is spoken of. */
function unionWords({
  discriminator,
  options,
  errors,
  input,
}: Extract<Issue, { code: 'invalid_union' }> & { discriminator?: string; options?: unknown[] }): string {
  if (discriminator !== undefined && options !== undefined) {
    const given = input !== null && typeof input === 'object' ? (input as Record<string, unknown>)[discriminator] : undefined;
    return given === undefined ? `is missing: ${oneOf(options)}` : `must be ${oneOf(options)}`;
  }
  if (input === undefined) return 'is missing';
  const forms = errors ?? [];
  const wrongKind = (form: readonly z.core.$ZodIssue[]) => form.some(({ code, path }) => path.length === 0 && code === 'invalid_type');
  const near = forms.filter((form) => !wrongKind(form)).sort((a, b) => a.length - b.length)[0]?.[0];
  if (near) return near.path.length === 0 ? near.message : `${near.path.map(String).join('.')}: ${near.message}`;
  const kinds = forms.flatMap((form) => form.flatMap((issue) => (issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? []) : [])));
  return kinds.length === 0
    ? 'fits none of the forms that it may have'
    : `must be ${[...new Set(kinds)].join(' or ')}, not ${kindOf(input)}`;
}

/** The fields that are still free are told where they are few: one of them was meant. */
function keysWords({ keys, input, inst }: Extract<Issue, { code: 'unrecognized_keys' }>): string {
  const said = keys.length === 1 ? `takes no field ${keys[0]}` : `takes no fields ${keys.join(', ')}`;
  const shape = inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
  const free = shape.filter((key) => !Object.hasOwn(input ?? {}, key));
  return free.length === 0 || free.length > MOST_VALUES ? said : `${said}: there is ${free.join(', ')}`;
}

/** What is wrong, in a line; nothing for what a schema says itself. */
export function shapeWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue);
    case 'too_small':
    case 'too_big':
      return sizeWords(issue);
    case 'invalid_format':
      return formatWords(issue);
    case 'invalid_value':
      return issue.input === undefined ? `is missing: ${oneOf(issue.values)}` : `must be ${oneOf(issue.values)}`;
    case 'not_multiple_of':
      return issue.divisor === 1 ? 'must be a whole number' : `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return keysWords(issue);
    case 'invalid_union':
      return unionWords(issue);
    case 'invalid_key':
    case 'invalid_element':
      return `has an entry that does not fit: ${issue.issues[0]?.message ?? 'it is of another form'}`;
    default:
      return 'does not fit';
  }
}

z.config({ localeError: shapeWords });

/** The faults of an error of a schema, told by its shape: it may come from any copy of zod. Of another error there are none. */
export function faultsOf(error: unknown, above: readonly string[] = []): Fault[] {
  const issues = (error as { issues?: unknown } | null | undefined)?.issues;
  if (!Array.isArray(issues)) return [];
  return issues.map(({ path, message }: z.core.$ZodIssue) => ({ path: [...above, ...path].map(String).join('.'), message }));
}

/** One line for who sees only one: what was refused, the first cause with its place, and how many more there are. */
export function firstFault(what: string, faults: readonly Fault[]): string {
  const [first] = faults;
  if (first === undefined) return what;
  const said = [what, first.path, first.message].filter((part) => part !== '').join(': ');
  return faults.length === 1 ? said : `${said} (and ${faults.length - 1} more)`;
}
