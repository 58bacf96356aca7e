import { type TaskSpec, taskSpecSchema } from './spec.ts';

/** Distinct specs kept parsed. Like tasks share one text, so a fleet's working set is small. */
const CAPACITY = 2_000;

const cache = new Map<string, TaskSpec>();

/** Parses a stored spec, once per distinct text. Throws a ZodError when it is not what this version writes. */
export function parseSpec(text: string): TaskSpec {
  const known = cache.get(text);
  if (known) return known;
  const spec = taskSpecSchema.parse(JSON.parse(text));
  if (cache.size >= CAPACITY) cache.clear();
  cache.set(text, spec);
  return spec;
}
