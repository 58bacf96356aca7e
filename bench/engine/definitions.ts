// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';

// The shapes of work that are measured. Every task asks for one capability that every agent of the benchmark has.

export const CAPABILITY = 'bench';
/** Above the width of every shape here: the limit of a run is not what is measured. */
const WIDE = 10_000;

type Task = WorkflowDefinitionInput['tasks'][number];

const task = (id: string, dependencies: string[] = []): Task => ({
  task_id: id,
  task_type: 'bench',
  required_capabilities: [CAPABILITY],
  dependencies,
});

const define = (name: string, tasks: Task[]): WorkflowDefinitionInput => ({ name, max_concurrent_tasks: WIDE, max_agents: WIDE, tasks });
const range = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));

/** `length` tasks one after another. */
export const chain = (length: number) =>
  define(
    'chain',
    range(length, (at) => task(`step-${at}`, at === 0 ? [] : [`step-${at - 1}`])),
  );

/** `width` tasks side by side and one that waits for all: `width` + 1 tasks. */
export const fan = (width: number) => {
  const branches = range(width, (at) => task(`branch-${at}`));
  return define('fan', [
    ...branches,
    task(
      'join',
      branches.map((branch) => branch.task_id),
    ),
  ]);
};

/** 1-8-1. */
export const diamond = () => {
  const branches = range(8, (at) => task(`branch-${at}`, ['root']));
  return define('diamond', [
    task('root'),
    ...branches,
    task(
      'join',
      branches.map((branch) => branch.task_id),
    ),
  ]);
};

/** One map over a list of `items` numbers that comes with the run's definition: `items` + 1 tasks. */
export const mapOver = (items: number) =>
  define('map', [{ ...task('map'), input: { item: '${item}' }, map: { over: range(items, (at) => at) } }]);

export const single = () => define('single', [task('only')]);
