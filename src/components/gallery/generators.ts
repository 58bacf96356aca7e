import { type Fault, HiveError } from '@/server/core/errors.ts';
import type { JsonObject } from '@/server/core/json.ts';
import { BLUEPRINTS } from '@/server/core/workflow/blueprints/blueprints.ts';
import type { WorkflowDefinition } from '@/server/core/workflow/definition.ts';
import { generateWorkflow, TEMPLATES } from '@/server/core/workflow/templates/generate-workflow.ts';

// What the gallery shows. Definitions are made here by the rules that the server has, so that the picture follows the form at once.

/** A template or a blueprint, as it is chosen and filled in. */
export interface Generator {
  name: string;
  title: string;
  summary: string;
  /** JSON Schema of its parameters. */
  schema: JsonObject;
  /** Parameters to begin with. */
  example: JsonObject;
  generate(parameters: JsonObject): WorkflowDefinition;
}

const plain = (schema: object) => JSON.parse(JSON.stringify(schema)) as JsonObject;

export const blueprintGenerators: readonly Generator[] = BLUEPRINTS.map(({ name, title, summary, parametersSchema, generate }) => ({
  ...{ name, title, summary, generate },
  schema: plain(parametersSchema()),
  example: {},
}));

export const templateGenerators: readonly Generator[] = Object.values(TEMPLATES).map(
  ({ name, title, summary, example, parametersSchema }) => ({
    ...{ name, title, summary, example },
    schema: plain(parametersSchema()),
    generate: (parameters) => generateWorkflow(name, parameters),
  }),
);

export const findGenerator = (name: string): Generator | null =>
  [...blueprintGenerators, ...templateGenerators].find((each) => each.name === name) ?? null;

export interface Generated {
  /** Null where the parameters do not fit. */
  definition: WorkflowDefinition | null;
  /** Faults by the path of the parameter, such as "steps.0.task_type". */
  ofParameters: ReadonlyMap<string, string>;
  /** What only the whole graph shows, with its place in the definition. */
  ofDefinition: readonly Fault[];
}

const PARAMETERS = 'parameters.';

/** What a generator makes of parameters, or what is wrong with them. */
export function generateFrom(generator: Generator, parameters: JsonObject): Generated {
  try {
    return { definition: generator.generate(parameters), ofParameters: new Map(), ofDefinition: [] };
  } catch (error) {
    if (!(error instanceof HiveError) || error.faults.length === 0) throw error;
    const own = error.faults.filter(({ path }) => path.startsWith(PARAMETERS));
    return {
      definition: null,
      ofParameters: new Map(own.toReversed().map(({ path, message }) => [path.slice(PARAMETERS.length), message])),
      ofDefinition: error.faults.filter((fault) => !own.includes(fault)),
    };
  }
}
