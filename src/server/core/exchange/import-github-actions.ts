// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, listOf, literal, mapStrings, objectOf, plainText, textOf } from './foreign-json.ts';
import { ancestorsOf, Ids, type Imported, type Loss, slugFrom } from './imported.ts';

// A workflow of GitHub Actions: a job becomes a task whose input are its steps, `needs` its dependencies, a matrix a map over its rows.

const SECONDS_PER_MINUTE = 60;
const MOST_ROWS = 256;
/** What a job says and a task does not. */
const LEFT = ['container', 'services', 'permissions', 'concurrency', 'environment', 'secrets', 'defaults', 'outputs'] as const;

interface Reading {
  ids: Ids;
  /** What each job waits for, as written. */
  edges: { from: string; to: string }[];
  losses: Loss[];
}

const needsOf = ({ needs }: JsonObject): string[] =>
  (typeof needs === 'string' ? [needs] : listOf(needs).map(textOf)).filter((need) => need !== '');

/** A reference for an expression that has one; null for all others. */
function referenceFor(expression: string, before: ReadonlySet<string>, ids: Ids): string | null {
  const words = expression.trim();
  const output = /^needs\.([\w-]+)\.outputs\.([\w-]+)$/.exec(words);
  if (output?.[1] !== undefined && before.has(output[1])) return `\${tasks.${ids.of(output[1])}.output.${output[2]}}`;
  const input = /^(?:inputs|github\.event\.inputs)\.([\w-]+)$/.exec(words);
  if (input) return `\${input.${input[1]}}`;
  const row = /^matrix\.([\w-]+)$/.exec(words);
  return row ? `\${item.${row[1]}}` : null;
}

function translate(text: string, path: string, { job, reading }: { job: string; reading: Reading }): string {
  const before = ancestorsOf(reading.edges, job);
  let rest = 0;
  let result = '';
  for (const match of text.matchAll(/\$\{\{([^}]*)\}\}/g)) {
    const reference = referenceFor(match[1] ?? '', before, reading.ids);
    if (reference === null) reading.losses.push({ path, message: `\${{${match[1]}}} has no counterpart and stays as text` });
    result += literal(text.slice(rest, match.index)) + (reference ?? literal(match[0]));
    rest = match.index + match[0].length;
  }
  return result + literal(text.slice(rest));
}

/** The rows of a matrix: every combination of its lists, without what is excluded, with what is included. */
function rowsOf(matrix: JsonObject): JsonObject[] | null {
  const { include, exclude, ...axes } = matrix;
  let rows: JsonObject[] = [{}];
  for (const [key, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) return null;
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [key]: value })));
    if (rows.length > MOST_ROWS) return null;
  }
  const excluded = listOf(exclude).filter(isObject);
  const matches = (row: JsonObject, part: JsonObject) =>
    Object.entries(part).every(([key, value]) => JSON.stringify(row[key]) === JSON.stringify(value));
  const kept = rows.filter((row) => Object.keys(row).length > 0 && !excluded.some((part) => matches(row, part)));
  return [...kept, ...listOf(include).filter(isObject)];
}

function mapOf(job: JsonObject, path: string, losses: Loss[]): JsonObject {
  const strategy = objectOf(job.strategy);
  if (strategy.matrix === undefined) return {};
  const rows = isObject(strategy.matrix) ? rowsOf(strategy.matrix) : null;
  if (rows === null)
    losses.push({ path: `${path}.strategy.matrix`, message: `is known only when it runs: give the run its rows as input.rows` });
  const most = strategy['max-parallel'];
  return {
    map: {
      over: rows ?? '${input.rows}',
      ...(typeof most === 'number' && { max_concurrency: most }),
      ...(strategy['fail-fast'] === false && { failure_tolerance: 1 }),
    },
  };
}

/** When a job runs, as far as it is about how others ended. */
function whenOf(job: JsonObject, path: string, losses: Loss[]): 'completed' | 'failed' | 'always' {
  const words = String(job.if ?? '')
    .replace(/^\s*\$\{\{|\}\}\s*$/g, '')
    .trim();
  if (words === '' || words === 'success()') return 'completed';
  if (words === 'always()' || words === '!cancelled()') return 'always';
  if (words === 'failure()') return 'failed';
  losses.push({ path: `${path}.if`, message: `the condition "${words}" is not translated: the task runs always` });
  return 'completed';
}

function bodyOf(job: JsonObject, context: { job: string; reading: Reading; path: string }): JsonObject {
  const { uses } = job;
  if (typeof uses === 'string') {
    const name = slugFrom(
      (uses.split('@')[0] ?? uses)
        .split('/')
        .at(-1)
        ?.replace(/\.ya?ml$/, '') ?? uses,
    );
    const input = mapStrings(objectOf(job.with), (text, at) => translate(text, `${context.path}.with.${at}`, context));
    context.reading.losses.push({ path: `${context.path}.uses`, message: `"${uses}" must be imported as the workflow "${name}"` });
    return { sub_workflow: { workflow_id: name, input } };
  }
  const given = { steps: listOf(job.steps), ...(job.env !== undefined && { env: job.env }) };
  return { task_type: 'job', input: mapStrings(given, (text, at) => translate(text, `${context.path}.${at}`, context)) };
}

function taskOf([key, job]: readonly [string, JsonObject], reading: Reading, forgiven: ReadonlySet<string>): JsonObject {
  const { ids, losses } = reading;
  const path = `jobs.${key}`;
  const when = whenOf(job, path, losses);
  const dependencies = needsOf(job).map((need): JsonValue => {
    const terms = when === 'completed' && forgiven.has(need) ? 'always' : when;
    return terms === 'completed' ? ids.of(need) : { task_id: ids.of(need), when: terms };
  });
  for (const field of LEFT) if (job[field] !== undefined) losses.push({ path: `${path}.${field}`, message: 'left out' });
  const runner = listOf(job['runs-on']).length > 0 ? listOf(job['runs-on']) : [job['runs-on'] ?? null];
  const capabilities = runner.flatMap((each) => (typeof each === 'string' && !each.includes('${{') ? [each] : []));
  if (capabilities.length < runner.filter((each) => each !== null).length)
    losses.push({ path: `${path}.runs-on`, message: 'is known only when it runs; no capability is asked for' });
  const minutes = job['timeout-minutes'];
  const name = plainText(textOf(job.name).replace(/\$\{\{[^}]*\}\}/g, ''));
  return {
    task_id: ids.of(key),
    ...(name !== '' && { name }),
    ...(dependencies.length > 0 && { dependencies }),
    ...bodyOf(job, { job: key, reading, path }),
    ...(capabilities.length > 0 && typeof job.uses !== 'string' && { required_capabilities: capabilities }),
    ...(typeof minutes === 'number' && minutes > 0 && { timeout_seconds: minutes * SECONDS_PER_MINUTE }),
    ...(typeof job.uses === 'string' ? {} : mapOf(job, path, losses)),
  };
}

/** Reads a workflow of GitHub Actions; null when the value is none. */
export function importGitHubActions(value: JsonValue): Imported | null {
  if (!isObject(value) || !isObject(value.jobs)) return null;
  const jobs = Object.entries(value.jobs).flatMap(([key, job]) => (isObject(job) ? [[key, job] as const] : []));
  if (jobs.length === 0 || !jobs.every(([, job]) => Array.isArray(job.steps) || typeof job.uses === 'string')) return null;
  const edges = jobs.flatMap(([to, job]) => needsOf(job).map((from) => ({ from, to })));
  const reading: Reading = { ids: new Ids(), edges, losses: [] };
  const { losses } = reading;
  // YAML 1.1 takes the word "on" for true.
  if (value.on !== undefined || value.true !== undefined)
    losses.push({ path: 'on', message: 'what starts it is set up as a trigger of the workflow, not in it' });
  for (const field of ['env', 'permissions', 'concurrency', 'defaults'] as const)
    if (value[field] !== undefined) losses.push({ path: field, message: 'left out' });
  const forgiven = new Set(jobs.flatMap(([key, job]) => (job['continue-on-error'] === true ? [key] : [])));
  const tasks = jobs.map((job) => taskOf(job, reading, forgiven));
  return { definition: { name: plainText(textOf(value.name)) || 'Imported workflow', tasks }, losses };
}
