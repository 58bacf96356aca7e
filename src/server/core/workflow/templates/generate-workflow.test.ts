// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, HiveError } from '../../errors.ts';
import { WORKFLOW_TEMPLATES } from '../definition.ts';
import { generateWorkflow, TEMPLATES } from './generate-workflow.ts';
import type { TemplateName } from './template.ts';

const step = (over: object = {}) => ({ task_type: 'work', ...over });
const named = (task_id: string, over: object = {}) => ({ task_id, ...step(over) });
const steps = (count: number, prefix = 's') => Array.from({ length: count }, (_, at) => named(`${prefix}${at}`));

/** Parameters of each template that are as they should be, for a size from 1 to 5. */
const GOOD: Record<TemplateName, (size: number) => object> = {
  linear_pipeline: (size) => ({ name: 'w', steps: steps(size) }),
  map_reduce: (size) => ({ name: 'w', map: step(), reduce: step(), max_concurrency: size }),
  scatter_gather: (size) => ({ name: 'w', recipients: steps(size + 1), gather: step() }),
  branching_decision: (size) => ({
    name: 'w',
    decide: step(),
    cases: Array.from({ length: size }, (_, at) => ({ when: `tasks.decide.output.n > ${at}`, steps: steps(size, `c${at}-`) })),
    otherwise: steps(size, 'o'),
    join: step(),
  }),
  iterative_refinement: (size) => ({
    name: 'w',
    draft: step(),
    refine: step(),
    finish: step(),
    until: 'output.good',
    max_iterations: size,
  }),
  hierarchical_decomposition: (size) => ({
    name: 'w',
    divide: step(),
    work: step(),
    combine: step(),
    levels: size > 3 ? 2 : size,
    width: size,
  }),
  parallel_execution: (size) => ({ name: 'w', steps: steps(size) }),
  conditional_workflow: (size) => ({
    name: 'w',
    steps: steps(size).map((each, at) => ({ ...each, ...(at > 0 && { condition: `tasks.s${at - 1}.status == "completed"` }) })),
  }),
};

const faultsOf = (name: TemplateName, parameters: unknown): Fault[] => {
  try {
    generateWorkflow(name, parameters);
  } catch (error) {
    if (error instanceof HiveError) return error.faults;
    throw error;
  }
  return [];
};

describe('templates', () => {
  it.each([...WORKFLOW_TEMPLATES])('[TM1] %s makes definitions that can run, the same of the same parameters', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (size) => {
        const made = generateWorkflow(name, GOOD[name](size));
        expect(made.template).toBe(name);
        expect(generateWorkflow(name, GOOD[name](size))).toEqual(made);
      }),
    );
    expect(generateWorkflow(name, TEMPLATES[name].example).tasks.length).toBeGreaterThan(1);
    expect(TEMPLATES[name].parametersSchema()).toMatchObject({ type: 'object', required: expect.arrayContaining(['name']) });
  });

  it.each<[TemplateName, number, (string | object)[][]]>([
    ['linear_pipeline', 3, [[], ['s0'], ['s1']]],
    ['map_reduce', 1, [[], ['map']]],
    ['scatter_gather', 2, [[], [], [], ['s0', 's1', 's2']]],
    [
      'branching_decision',
      1,
      [
        [],
        ['decide'],
        ['decide', 'choose'],
        ['decide', 'choose'],
        ['choose', { task_id: 'c0-0', soft: true, when: 'completed' }, { task_id: 'o0', soft: true, when: 'completed' }],
      ],
    ],
    ['iterative_refinement', 1, [[], ['draft'], ['refine']]],
    [
      'hierarchical_decomposition',
      2,
      [
        [],
        ['divide'],
        ['divide-1'],
        ['divide-1'],
        ['work-1-1', 'work-1-2'],
        ['divide'],
        ['divide-2'],
        ['divide-2'],
        ['work-2-1', 'work-2-2'],
        ['combine-1', 'combine-2'],
      ],
    ],
    ['parallel_execution', 3, [[], [], []]],
    ['conditional_workflow', 2, [[], [{ task_id: 's0', soft: true, when: 'completed' }]]],
  ])('[TM2] %s of %i has its shape', (name, size, edges) => {
    expect(generateWorkflow(name, GOOD[name](size)).tasks.map(({ dependencies }) => dependencies)).toEqual(edges);
  });

  it('[TM2] what one step gives is handed to the next, unless the step says itself what it gets', () => {
    const made = generateWorkflow('linear_pipeline', {
      name: 'w',
      steps: [named('a'), named('b'), named('c', { input: { previous: 1 } }), named('d', { input: 'text' })],
    });
    expect(made.tasks.map(({ input }) => input)).toEqual([{}, { previous: '${tasks["a"].output}' }, { previous: 1 }, 'text']);
    const loop = generateWorkflow('iterative_refinement', GOOD.iterative_refinement(2)).tasks[1];
    expect(loop).toMatchObject({
      loop: { until: 'output.good', max_iterations: 2 },
      input: { draft: '${tasks["draft"].output}', previous: '${previous}', iteration: '${iteration}' },
    });
    const [map, reduce] = generateWorkflow('map_reduce', GOOD.map_reduce(3)).tasks;
    expect(map).toMatchObject({ map: { over: '${input.items}', max_concurrency: 3 }, input: { item: '${item}' } });
    expect(reduce?.input).toEqual({ items: '${tasks["map"].output}' });
  });

  it.each<[TemplateName, object, string]>([
    ['linear_pipeline', { steps: [] }, 'parameters.steps'],
    ['linear_pipeline', { steps: [named('a'), named('a')] }, 'parameters.steps.1.task_id'],
    ['map_reduce', { map: step(), reduce: step(), max_items: 10_001 }, 'parameters.max_items'],
    ['map_reduce', { map: step(), reduce: step(), failure_tolerance: 1.1 }, 'parameters.failure_tolerance'],
    ['scatter_gather', { recipients: steps(1), gather: step() }, 'parameters.recipients'],
    ['scatter_gather', { recipients: [named('a'), named('gather')], gather: step() }, 'parameters.recipients.1.task_id'],
    ['branching_decision', { decide: step(), cases: [] }, 'parameters.cases'],
    ['branching_decision', { decide: step(), cases: [{ when: 'true', steps: [named('join')] }] }, 'parameters.cases.0.steps.0.task_id'],
    ['iterative_refinement', { refine: step(), until: 'true', max_iterations: 101 }, 'parameters.max_iterations'],
    ['iterative_refinement', { refine: step(), until: 'true', max_iterations: 0 }, 'parameters.max_iterations'],
    ['hierarchical_decomposition', { divide: step(), work: step(), combine: step(), levels: 6 }, 'parameters.levels'],
    ['hierarchical_decomposition', { divide: step(), work: step(), combine: step(), levels: 4, width: 10 }, 'parameters.width'],
    ['parallel_execution', { steps: [{ task_id: 'a' }] }, 'parameters.steps.0.task_type'],
    ['conditional_workflow', { steps: [], colour: 'red' }, 'parameters.steps'],
  ])('[TM3] %s refuses %o at its place', (name, parameters, path) => {
    expect(faultsOf(name, { name: 'w', ...parameters }).map((fault) => fault.path)).toContain(path);
  });

  it('[TM3] what only the whole graph shows is told at its place in the definition', () => {
    const faults = faultsOf('iterative_refinement', { ...GOOD.iterative_refinement(2), until: 'output.' });
    expect(faults.map(({ path }) => path)).toEqual(['tasks.1.loop.until']);
    expect(faultsOf('linear_pipeline', 'no parameters')).toEqual([{ path: 'parameters', message: expect.any(String) }]);
  });
});
