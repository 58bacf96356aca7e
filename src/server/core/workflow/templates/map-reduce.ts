import { z } from 'zod';
import { GROWTH_LIMITS, mapSchema } from '../growing-task.ts';
import { commonShape, frame, outputOf, reference, stepSchema, taskOf, type WorkflowTemplate, withField } from './template.ts';

const parameters = z.strictObject({
  ...commonShape,
  /** A task that finds the list; the list is then a reference to its output. */
  source: stepSchema.optional(),
  over: mapSchema.shape.over.default(reference('input.items')),
  /** Called once per item; its input knows `${item}` and `${index}`. */
  map: stepSchema,
  /** Gets the list of results as `items`. */
  reduce: stepSchema,
  max_concurrency: mapSchema.shape.max_concurrency,
  max_items: z.number().int().min(1).max(GROWTH_LIMITS.items).default(GROWTH_LIMITS.items),
  failure_tolerance: z.number().min(0).max(1).default(0),
});

/** The same work for every item of a list, and one step that joins the results. */
export const mapReduce: WorkflowTemplate<z.output<typeof parameters>> = {
  name: 'map_reduce',
  title: 'Map and reduce',
  summary: 'The same work for every item of a list that may be known only at run time, then one step that joins the results.',
  parameters,
  example: {
    name: 'Map and reduce',
    source: { task_type: 'list', name: 'List' },
    over: outputOf('source'),
    map: { task_type: 'measure', name: 'Measure' },
    reduce: { task_type: 'join', name: 'Join' },
  },
  generate(given) {
    const { source, over, max_items, max_concurrency, failure_tolerance } = given;
    const map = { over, max_items, failure_tolerance, ...(max_concurrency === undefined ? {} : { max_concurrency }) };
    const body = withField(given.map.input, 'item', reference('item'));
    return frame('map_reduce', given, [
      ...(source === undefined ? [] : [taskOf('source', source)]),
      taskOf('map', { ...given.map, input: body }, { map, dependencies: source === undefined ? [] : ['source'] }),
      taskOf(
        'reduce',
        { ...given.reduce, input: withField(given.reduce.input, 'items', outputOf('map')) },
        {
          dependencies: source === undefined ? ['map'] : ['source', 'map'],
        },
      ),
    ]);
  },
};
