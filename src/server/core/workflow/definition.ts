import { z } from 'zod';
import { LIMIT_USD } from '../budget/money.ts';
import { contractSchema } from '../contract/contract.ts';
import { PRIORITIES } from '../priority.ts';
import { resourceConstraintsSchema } from '../routing/resource-limits.ts';
import { ROUTING_STRATEGIES } from '../routing/strategy-names.ts';
import { PATCH_OPERATIONS } from '../run/patch-operations.ts';
import { DEFAULT_TASK_TIMEOUT_SECONDS } from '../task/timeout.ts';
import { approvalSchema, subWorkflowSchema, timerSchema, waitSchema } from './control-task.ts';
import { branchSchema, compensationSchema, loopSchema, MAX_CONDITION_LENGTH, mapSchema } from './growing-task.ts';
import { isControlKind, kindOf, kindsNamed } from './task-kind.ts';

// The workflow definition as people write it (JSON or YAML, snake_case) and as it is stored. Shape only: what needs the whole graph
// (cycles, references) is in validate-definition.ts.

/** Caps that keep one definition from hurting the others. */
export const DEFINITION_LIMITS = {
  tasks: 10_000,
  edges: 100_000,
  depth: 1_000,
  nameLength: 200,
  conditionLength: MAX_CONDITION_LENGTH,
} as const;

export const EXECUTION_MODES = ['sequential', 'parallel', 'mixed', 'adaptive', 'optimized', 'fault_tolerant'] as const;
export const WORKFLOW_TEMPLATES = [
  'linear_pipeline',
  'map_reduce',
  'scatter_gather',
  'branching_decision',
  'iterative_refinement',
  'hierarchical_decomposition',
  'parallel_execution',
  'conditional_workflow',
] as const;
export const ALLOCATION_STRATEGIES = [
  'greedy',
  'balanced',
  'optimized',
  'priority_based',
  'performance_weighted',
  'adaptive_learning',
] as const;
export const OPTIMIZATION_GOALS = [
  'minimize_time',
  'minimize_cost',
  'maximize_quality',
  'balance_all',
  'minimize_risk',
  'maximize_throughput',
] as const;
export { ROUTING_STRATEGIES };
export const MATCHING_ALGORITHMS = ['exact_match', 'fuzzy_match', 'semantic_match', 'weighted_match'] as const;
export const CONTEXTUAL_FACTORS = [
  'time_of_day',
  'workload_pressure',
  'task_complexity',
  'collaboration_requirements',
  'deadline_urgency',
  'resource_availability',
] as const;
export const COGNITIVE_STYLES = ['analytical', 'creative', 'collaborative', 'thorough', 'pragmatic'] as const;

const slug = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/, 'letters, digits, "_", "." and "-", at most 100, starting with a letter or digit');
const ratio = z.number().min(0).max(1);
const maxCostUsd = z.number().min(LIMIT_USD.least).max(LIMIT_USD.most);
/** Text that people see: something to be seen, no control characters, no lone surrogates, no direction overrides. */
export const plainName = z
  .string()
  .min(1)
  .max(DEFINITION_LIMITS.nameLength)
  .refine((text) => !/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(text), 'control characters are not allowed')
  // An empty one has its fault already.
  .refine((text) => text === '' || /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'shows nothing');
const capability = z.string().trim().min(1).max(100);

/** Words for a factor, and what they stand for; `time_of_day` is 1 at midnight and 0 at noon. */
export const FACTOR_LEVELS = { low: 0.2, medium: 0.5, high: 0.8 } as const;
export const DAY_LEVELS = { morning: 0.35, noon: 0, afternoon: 0.15, evening: 0.65, night: 1 } as const;

const level = <T extends Record<string, number>>(levels: T) =>
  z
    .union([ratio, z.enum(Object.keys(levels) as [string, ...string[]])])
    .transform((value) => (typeof value === 'number' ? value : (levels[value] ?? 0)));

/** The quality that is expected where nobody says anything of it. */
export const DEFAULT_QUALITY = 0.8;

/** Not filled in where it is left out: what is stated is demanded, the default is only expected. */
const qualityThreshold = ratio.optional().meta({ default: DEFAULT_QUALITY });

/** What a task states of its circumstances, 0..1 or in words; what it leaves out is measured. */
const contextualFactorsSchema = z
  .strictObject({
    time_of_day: level(DAY_LEVELS),
    workload_pressure: level(FACTOR_LEVELS),
    task_complexity: level(FACTOR_LEVELS),
    collaboration_requirements: level(FACTOR_LEVELS),
    deadline_urgency: level(FACTOR_LEVELS),
    resource_availability: level(FACTOR_LEVELS),
  } satisfies Record<(typeof CONTEXTUAL_FACTORS)[number], z.ZodType>)
  .partial();

export const routingDemandsShape = {
  routing_strategy: z.enum(ROUTING_STRATEGIES).default('hybrid_intelligence'),
  capability_matching: z.enum(MATCHING_ALGORITHMS).optional(),
  preferred_cognitive_style: z.enum(COGNITIVE_STYLES).optional(),
  creativity_requirements: ratio.default(0.5),
  analytical_depth: ratio.default(0.5),
  collaboration_intensity: ratio.default(0.5),
  /** Left out: that of the workflow. */
  expected_quality_threshold: qualityThreshold,
  max_acceptable_delay_minutes: z.number().int().min(1).optional(),
  contextual_factors: contextualFactorsSchema.default({}),
  resource_constraints: resourceConstraintsSchema.default({}),
} as const;

export const dependencySchema = z.union([
  slug,
  z.strictObject({ task_id: slug, when: z.enum(['completed', 'failed', 'always']).default('completed'), soft: z.boolean().default(false) }),
]);

export const retrySchema = z.strictObject({
  max_attempts: z.number().int().min(1).max(100).default(3),
  backoff_ms: z.number().int().min(0).max(86_400_000).default(1_000),
  multiplier: z.number().min(1).max(10).default(2),
  jitter: ratio.default(0.2),
});

export const taskDefinitionSchema = z.strictObject({
  task_id: slug,
  task_type: slug,
  name: plainName.optional(),
  description: z.string().max(2_000).optional(),
  dependencies: z.array(dependencySchema).max(10_000).default([]),
  required_capabilities: z.array(capability).max(50).default([]),
  preferred_agents: z.array(z.string().max(200)).max(100).default([]),
  excluded_agents: z.array(z.string().max(200)).max(100).default([]),
  input: z.json().default({}),
  condition: z.string().min(1).max(DEFINITION_LIMITS.conditionLength).optional(),
  priority: z.enum(PRIORITIES).optional(),
  estimated_duration_minutes: z.number().min(0).max(525_600).optional(),
  timeout_seconds: z.number().min(0.001).max(604_800).default(DEFAULT_TASK_TIMEOUT_SECONDS),
  retry: retrySchema.prefault({}),
  parallelizable: z.boolean().default(true),
  /** Safe to run twice: when it takes unusually long, a second agent may try it beside the first. In `adaptive` and `optimized` runs only. */
  hedge: z.boolean().optional(),
  /** What all its attempts together may cost, US dollars: it waits when that is spent. Each call of a map or a loop has it for itself. */
  max_cost_usd: maxCostUsd.optional(),
  contract: contractSchema.optional(),
  /** The kinds of task that need no agent; at most one of them. */
  approval: approvalSchema.optional(),
  timer: timerSchema.optional(),
  wait: waitSchema.optional(),
  sub_workflow: subWorkflowSchema.optional(),
  branch: branchSchema.optional(),
  /** The kinds that repeat the call that the task describes; at most one, and then none of the others. */
  map: mapSchema.optional(),
  loop: loopSchema.optional(),
  compensation: compensationSchema.optional(),
  metadata: z.record(z.string(), z.json()).default({}),
  ...routingDemandsShape,
});

/** A task as people write it: one that needs no agent may leave its type out, which then is the name of its kind. */
export const writtenTaskSchema = taskDefinitionSchema
  .extend({ task_type: slug.optional() })
  .superRefine((task, context) => {
    const kinds = kindsNamed(task);
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const needsAgent = kinds.every((kind) => !isControlKind(kind));
    if (needsAgent && task.task_type === undefined) refuse('task_type', 'a task for an agent needs a type');
    if (kinds.length > 1) refuse(kinds[1] ?? '', `a task is one thing: this one is ${kinds.join(' and ')}`);
    const [kind] = kinds;
    if (kind === undefined) return;
    if (task.compensation !== undefined) refuse('compensation', `a task of the kind ${kind} does nothing itself that could be undone`);
    if (!isControlKind(kind)) return;
    if (task.contract !== undefined) refuse('contract', `no agent answers a task of the kind ${kind}: there is nothing to check`);
    if (task.hedge !== undefined) refuse('hedge', `no agent answers a task of the kind ${kind}`);
    if (task.max_cost_usd !== undefined) refuse('max_cost_usd', `no agent is paid for a task of the kind ${kind}`);
    if (JSON.stringify(task.input) !== '{}') refuse('input', `what a task of the kind ${kind} is given stands in "${kind}"`);
  })
  .transform(({ task_id, task_type, ...task }) => ({ task_id, task_type: task_type ?? kindOf(task), ...task }));

export const workflowDefinitionSchema = z.strictObject({
  workflow_id: slug.optional(),
  name: plainName,
  description: z.string().max(10_000).optional(),
  template: z.enum(WORKFLOW_TEMPLATES).optional(),
  execution_mode: z.enum(EXECUTION_MODES).default('adaptive'),
  optimization_goal: z.enum(OPTIMIZATION_GOALS).default('balance_all'),
  resource_allocation_strategy: z.enum(ALLOCATION_STRATEGIES).default('optimized'),
  max_concurrent_tasks: z.number().int().min(1).max(10_000).default(10),
  max_agents: z.number().int().min(1).max(10_000).default(20),
  max_duration_minutes: z.number().min(0.01).max(525_600).optional(),
  /** What a run may cost, US dollars: its tasks wait when that is spent. */
  max_cost_usd: maxCostUsd.optional(),
  /** For tasks that say nothing of it themselves. */
  quality_threshold: qualityThreshold,
  failure_tolerance: ratio.default(0),
  /** `rollback`: when the run fails, the compensations of completed tasks run, the last completed first. */
  on_failure: z.enum(['stop', 'rollback']).optional(),
  /**
   * Patches that a result may propose and have applied without a person: made of these operations alone, and so many in a run at most.
   * Others wait for a person, as all do where this is absent.
   */
  accept_proposals: z
    .strictObject({
      operations: z.array(z.enum(PATCH_OPERATIONS)).min(1).max(PATCH_OPERATIONS.length),
      most: z.number().int().min(1).max(100).default(10),
    })
    .optional(),
  /** A checkpoint after every so many tasks that are over; absent: about ten in the course of a run. */
  checkpoint_every: z.number().int().min(1).max(10_000).optional(),
  priority: z.enum(PRIORITIES).default('medium'),
  tasks: z.array(writtenTaskSchema).min(1).max(DEFINITION_LIMITS.tasks),
  metadata: z.record(z.string(), z.json()).default({}),
});

export type DependencyDefinition = z.output<typeof dependencySchema>;
export type RetryPolicy = z.output<typeof retrySchema>;
export type TaskDefinition = z.output<typeof taskDefinitionSchema>;
export type WorkflowDefinition = z.output<typeof workflowDefinitionSchema>;
/** What a caller may write: everything with a default left out. */
export type WorkflowDefinitionInput = z.input<typeof workflowDefinitionSchema>;
