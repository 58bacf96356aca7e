import { z } from 'zod';
import { InvalidError } from '../../src/server/core/errors.ts';
import { faultsOf, firstFault } from '../../src/server/core/shape-words.ts';
import { buildGraph, findCycle, topologicalOrder } from '../../src/server/core/workflow/graph.ts';
import type { Instance } from './instance.ts';

// Two kinds of file. A workflow: {name, app, tasks: [{id, cat, rt, par: [[parent, bytes]]}]}; bytes have no bandwidth and cost nothing.
// A cost matrix: {name, processors, tasks: COUNT, computation: [[per processor]], edges: [[from, to, cost]]}.

const idSchema = z.union([z.int(), z.string().min(1)]);
const seconds = z.number().nonnegative();

const workflowSchema = z.object({
  name: z.string().min(1),
  app: z.string(),
  tasks: z
    .array(z.object({ id: idSchema, cat: z.string(), rt: seconds, par: z.array(z.tuple([idSchema], z.unknown())) }))
    .min(1, 'holds no task'),
});

const matrixSchema = z.object({
  name: z.string().min(1),
  processors: z.int().positive(),
  tasks: z.int().positive(),
  computation: z.array(z.array(seconds)),
  edges: z.array(z.tuple([z.int(), z.int(), seconds])),
});

/**
 * One file as an instance.
 *
 * @throws InvalidError when it is no JSON, of neither kind, names a task twice, an unknown parent, a negative time, or runs in a circle
 */
export function parseInstance(file: string, text: string): Instance {
  const value = parseJson(file, text);
  const isMatrix = typeof value === 'object' && value !== null && 'computation' in value;
  return isMatrix ? fromMatrix(file, check(file, matrixSchema, value)) : fromWorkflow(file, check(file, workflowSchema, value));
}

function fromWorkflow(file: string, { name, app, tasks }: z.output<typeof workflowSchema>): Instance {
  const positions = new Map<string | number, number>();
  for (const [at, { id }] of tasks.entries()) {
    if (positions.has(id)) throw new InvalidError(`${file}: two tasks have the id ${JSON.stringify(id)}`);
    positions.set(id, at);
  }
  const dependencies = tasks.map(({ id, par }) =>
    [...new Set(par.map(([parent]) => parent))].map((parent) => {
      const at = positions.get(parent);
      if (at === undefined) throw new InvalidError(`${file}: task ${JSON.stringify(id)} has an unknown parent ${JSON.stringify(parent)}`);
      return at;
    }),
  );
  return { name, app, types: tasks.map(({ cat }) => cat), work: tasks.map(({ rt }) => rt), ...inOrder(file, dependencies) };
}

function fromMatrix(file: string, { name, processors, tasks, computation, edges }: z.output<typeof matrixSchema>): Instance {
  if (computation.length !== tasks || computation.some((row) => row.length !== processors)) {
    throw new InvalidError(`${file}: computation must hold ${tasks} rows of ${processors} durations`);
  }
  const dependencies: number[][] = computation.map(() => []);
  const costs = new Map<string, number>();
  for (const [from, to, cost] of edges) {
    if (computation[from] === undefined || computation[to] === undefined) {
      throw new InvalidError(`${file}: the edge ${from} -> ${to} leads to an unknown task`);
    }
    if (costs.has(`${from} ${to}`)) throw new InvalidError(`${file}: the edge ${from} -> ${to} is there twice`);
    costs.set(`${from} ${to}`, cost);
    dependencies[to]?.push(from);
  }
  return {
    name,
    app: '',
    types: computation.map((_, task) => String(task)),
    work: computation.map((row) => Math.min(...row)),
    ...inOrder(file, dependencies),
    matrix: { processors, durations: computation, transfer: (from, to) => costs.get(`${from} ${to}`) ?? 0 },
  };
}

function inOrder(file: string, dependencies: number[][]): Pick<Instance, 'graph' | 'order'> {
  const graph = buildGraph(dependencies);
  const order = topologicalOrder(graph);
  const cycle = findCycle(graph, order);
  if (cycle !== null) throw new InvalidError(`${file}: the tasks at ${cycle.join(', ')} wait for each other in a circle`);
  return { graph, order };
}

function check<Schema extends z.ZodType>(file: string, schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error).map(({ path, message }) => ({ path: path || 'the file', message }));
  throw new InvalidError(firstFault(file, faults), faults);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidError(`${file}: is not JSON`);
  }
}
