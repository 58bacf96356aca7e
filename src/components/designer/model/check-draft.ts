import '@/server/core/shape-words.ts';
import { z } from 'zod';
import { checkGraph } from '@/server/core/workflow/check-graph.ts';
import { type TaskDefinition, workflowDefinitionSchema } from '@/server/core/workflow/definition.ts';
import { findSelf } from '@/server/core/workflow/validate-definition.ts';
import type { Draft } from './draft.ts';

// Everything that can be said about a draft without the server, by the very rules the server has. What a piece says on its own is kept
// with its value: a change of one task checks one task, and the graph.

/** A fault of a value. */
export interface DraftFault {
  /** Such as ["tasks", 3, "dependencies", 0]; empty for the whole. */
  path: readonly (string | number)[];
  message: string;
  /** What the schema says, for faults of shape. */
  issue?: z.core.$ZodIssue;
}

/** Faults shown at once. */
export const MOST_FAULTS = 200;

const { tasks: taskList, ...headShape } = workflowDefinitionSchema.shape;
const headSchema = z.strictObject(headShape);

interface Checked {
  task: TaskDefinition | null;
  issues: readonly z.core.$ZodIssue[];
}

const checked = new WeakMap<object, Checked>();

function checkTask(value: unknown): Checked {
  const known = typeof value === 'object' && value !== null ? checked.get(value) : undefined;
  if (known) return known;
  const parsed = taskList.element.safeParse(value);
  const result = parsed.success ? { task: parsed.data, issues: [] } : { task: null, issues: parsed.error.issues };
  if (typeof value === 'object' && value !== null) checked.set(value, result);
  return result;
}

const faultOf = (issue: z.core.$ZodIssue, above: readonly (string | number)[]): DraftFault => ({
  path: [...above, ...(issue.path as (string | number)[])],
  message: issue.message,
  issue,
});

export const splitPath = (path: string): (string | number)[] =>
  path === '' ? [] : path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** What is wrong with a draft that can be read, at most MOST_FAULTS; with one that cannot be read there is nothing to say here. */
export function checkDraft({ head, tasks }: Pick<Draft, 'head' | 'tasks'>): DraftFault[] {
  if (head === null) return [];
  const faults = headSchema.safeParse(head).error?.issues.map((issue) => faultOf(issue, [])) ?? [];
  if (tasks.length === 0) faults.push({ path: ['tasks'], message: 'A workflow needs at least one task.' });
  const results = tasks.map(({ value }) => checkTask(value));
  for (const [index, { issues }] of results.entries()) {
    for (const issue of issues) faults.push(faultOf(issue, ['tasks', index]));
    if (faults.length >= MOST_FAULTS) return faults.slice(0, MOST_FAULTS);
  }
  const known = results.map(({ task }) => task);
  const self = typeof head.workflow_id === 'string' ? findSelf(head.workflow_id, known) : [];
  const graph = [...checkGraph(known), ...self];
  return [...faults, ...graph.map(({ path, message }) => ({ path: splitPath(path), message }))].slice(0, MOST_FAULTS);
}
