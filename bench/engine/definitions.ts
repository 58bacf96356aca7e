import { type MakeTask, type Shape, tasksOfShape } from '../../src/server/core/validation/shapes.ts';
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';

// The shapes of work that are measured. Every task asks for one capability that every agent of the benchmark has.

export const CAPABILITY = 'bench';
/** Above the width of every shape here: the limit of a run is not what is measured. */
const WIDE = 10_000;

const task: MakeTask = (id, dependencies = []) => ({
  task_id: id,
  task_type: 'bench',
  required_capabilities: [CAPABILITY],
  dependencies,
});

const define = (name: Shape, size: number): WorkflowDefinitionInput => ({
  name,
  max_concurrent_tasks: WIDE,
  max_agents: WIDE,
  tasks: tasksOfShape(name, size, task),
});

/** `length` tasks one after another. */
export const chain = (length: number) => define('chain', length);
/** `width` tasks side by side and one that waits for all: `width` + 1 tasks. */
export const fan = (width: number) => define('fan', width);
/** 1-8-1. */
export const diamond = () => define('diamond', 8);
/** One map over a list of `items` numbers that comes with the run's definition: `items` + 1 tasks. */
export const mapOver = (items: number) => define('map', items);
export const single = () => define('single', 1);
