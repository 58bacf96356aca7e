import { z } from 'zod';
import { InvalidDefinitionError, InvalidError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { faultsOf } from '../../shape-words.ts';
import type { WorkflowDefinition, WorkflowDefinitionInput } from '../definition.ts';
import { validateDefinition } from '../validate-definition.ts';
import { branchingDecision } from './branching-decision.ts';
import { conditionalWorkflow } from './conditional-workflow.ts';
import { hierarchicalDecomposition } from './hierarchical-decomposition.ts';
import { iterativeRefinement } from './iterative-refinement.ts';
import { linearPipeline } from './linear-pipeline.ts';
import { mapReduce } from './map-reduce.ts';
import { parallelExecution } from './parallel-execution.ts';
import { scatterGather } from './scatter-gather.ts';
import type { TemplateName, WorkflowTemplate } from './template.ts';

/** A template whose parameters are still to be read. */
export interface OpenTemplate {
  name: TemplateName;
  title: string;
  summary: string;
  /** JSON Schema of what a caller may send. */
  parametersSchema: () => object;
  /** Parameters to begin with. */
  example: JsonObject;
  /** @throws InvalidError with every fault below "parameters" */
  generate(parameters: unknown): WorkflowDefinitionInput;
}

function open<P>({ name, title, summary, parameters, example, generate }: WorkflowTemplate<P>): OpenTemplate {
  return {
    name,
    title,
    summary,
    example,
    parametersSchema: () => z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }),
    generate: (given) => generate(readParameters(parameters, given)),
  };
}

/** Reads parameters. @throws InvalidError with every fault below "parameters" */
export function readParameters<P>(schema: z.ZodType<P>, given: unknown): P {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error, ['parameters']);
  throw new InvalidError(`${faults[0]?.path}: ${faults[0]?.message}`, faults);
}

/** Every template, by name. */
export const TEMPLATES: Readonly<Record<TemplateName, OpenTemplate>> = {
  linear_pipeline: open(linearPipeline),
  map_reduce: open(mapReduce),
  scatter_gather: open(scatterGather),
  branching_decision: open(branchingDecision),
  iterative_refinement: open(iterativeRefinement),
  hierarchical_decomposition: open(hierarchicalDecomposition),
  parallel_execution: open(parallelExecution),
  conditional_workflow: open(conditionalWorkflow),
};

/**
 * The definition that a template makes of parameters, checked like any other. What parameters quote (conditions, references) can be wrong in
 * ways that only the whole graph shows: such faults have their place in the definition.
 * @throws InvalidError for parameters that do not fit, InvalidDefinitionError for a definition that cannot run
 */
export function generateWorkflow(name: TemplateName, parameters: unknown): WorkflowDefinition {
  const definition = TEMPLATES[name].generate(parameters);
  try {
    return validateDefinition(definition);
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    throw new InvalidDefinitionError(`The definition that these parameters make cannot run. ${error.message}`, error.faults);
  }
}
