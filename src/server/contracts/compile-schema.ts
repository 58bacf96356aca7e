import { createHash } from 'node:crypto';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

// JSON Schema 2020-12. Compiling is bounded by the size of a schema, which the contract limits. Validating is not: `pattern` may run for
// hours over the wrong text, so outside of tests it happens in the thread of workers/condition-thread.ts, under a wall clock.

/** A schema that cannot be used. */
export class SchemaError extends Error {}

/** Compiled schemas kept; like tasks repeat theirs. */
const CACHE_SIZE = 500;
const MAX_MESSAGE = 300;
const cache = new Map<string, ValidateFunction>();

/** References lead nowhere but into the schema itself: there is no loader, and a schema adds nothing that another one could see. */
const open = () =>
  new Ajv2020({ strict: false, validateFormats: false, allErrors: false, addUsedSchema: false, inlineRefs: false, logger: false });
let ajv = open();

/**
 * A validator of the schema, once per text.
 * @throws SchemaError when it is no schema of this dialect, or refers to another document
 */
export function compileSchema(text: string): ValidateFunction {
  const key = createHash('sha256').update(text).digest('base64');
  const known = cache.get(key);
  if (known !== undefined) return known;
  const validate = compile(JSON.parse(text) as Record<string, unknown>);
  if (cache.size >= CACHE_SIZE) {
    cache.clear();
    ajv = open();
  }
  cache.set(key, validate);
  return validate;
}

function compile(schema: Record<string, unknown>): ValidateFunction {
  // Ajv's own extension would make the validator answer later.
  if ('$async' in schema) throw new SchemaError('$async is not part of JSON Schema');
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new SchemaError((error instanceof Error ? error.message : String(error)).slice(0, MAX_MESSAGE));
  } finally {
    ajv.removeSchema(schema);
  }
}

/** What is wrong with a value, in words; null when it meets the schema. Takes as long as it takes. @throws SchemaError */
export function findSchemaFault(schemaText: string, value: unknown): string | null {
  const validate = compileSchema(schemaText);
  if (validate(value) === true) return null;
  return describe(validate.errors?.[0]);
}

function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'it does not meet the schema';
  return `${error.instancePath === '' ? 'the output' : error.instancePath} ${error.message ?? 'does not meet the schema'}`.slice(
    0,
    MAX_MESSAGE,
  );
}
