// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { WorkflowDefinitionInput } from '../workflow/definition.ts';

// The shapes of work that benchmarks hand in.

type Task = WorkflowDefinitionInput['tasks'][number];
/** A task of the work at hand, by its id and what it waits for. */
export type MakeTask = (id: string, dependencies?: string[]) => Task;

export const SHAPES = ['single', 'chain', 'diamond', 'fan', 'map'] as const;
export type Shape = (typeof SHAPES)[number];

const range = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));

/** `length` tasks one after another. */
function chain(length: number, task: MakeTask): Task[] {
  return range(length, (at) => task(`step-${at}`, at === 0 ? [] : [`step-${at - 1}`]));
}

/** `width` tasks side by side, behind `roots`, and one that waits for all. */
function spread(width: number, task: MakeTask, roots: string[] = []): Task[] {
  const branches = range(width, (at) => task(`branch-${at}`, roots));
  return [
    ...branches,
    task(
      'join',
      branches.map((branch) => branch.task_id),
    ),
  ];
}

/**
 * The tasks of one run.
 * @param size length of a chain, width of a diamond or fan, items of a map; a single has none
 */
export function tasksOfShape(shape: Shape, size: number, task: MakeTask): Task[] {
  switch (shape) {
    case 'single':
      return [task('only')];
    case 'chain':
      return chain(size, task);
    case 'diamond':
      return [task('root'), ...spread(size, task, ['root'])];
    case 'fan':
      return spread(size, task);
    case 'map':
      return [{ ...task('map'), input: { item: '${item}' }, map: { over: range(size, (at) => at) } }];
  }
}

/** Tasks that agents do in one run; a map itself needs none. */
export function callsOfShape(shape: Shape, size: number): number {
  return { single: 1, chain: size, diamond: size + 2, fan: size + 1, map: size }[shape];
}
