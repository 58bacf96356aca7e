import { z } from 'zod';
import { contractSchema } from '../contract/contract.ts';
import { PRIORITY_WEIGHT } from '../priority.ts';
import { stableHash } from '../stable-hash.ts';
import {
  ALLOCATION_STRATEGIES,
  COGNITIVE_STYLES,
  MATCHING_ALGORITHMS,
  OPTIMIZATION_GOALS,
  ROUTING_STRATEGIES,
  retrySchema,
  routingDemandsShape,
  type TaskDefinition,
  type WorkflowDefinition,
} from '../workflow/definition.ts';
import { loopSchema, mapSchema } from '../workflow/growing-task.ts';
import { namedInCall } from '../workflow/named-tasks.ts';
import { CONTROL_KINDS, isControlKind, kindOf } from '../workflow/task-kind.ts';

const ratio = z.number().min(0).max(1);

/**
 * Everything routing and execution need to know of a task, and nothing that only one task has: like tasks have the same JSON text, so
 * that whoever reads a thousand of them parses it once. Times in ms, ratios 0..1.
 */
export const taskSpecSchema = z.strictObject({
  taskType: z.string(),
  description: z.string().optional(),
  requiredCapabilities: z.array(z.string()),
  preferredAgents: z.array(z.string()),
  excludedAgents: z.array(z.string()),
  /** A stored weight, see core/priority.ts. */
  priority: z.number(),
  strategy: z.enum(ROUTING_STRATEGIES),
  /** Of the workflow; absent when everything counts as the strategy has it. */
  optimizationGoal: z.enum(OPTIMIZATION_GOALS).optional(),
  /** Of the workflow; absent: optimized. */
  allocation: z.enum(ALLOCATION_STRATEGIES).optional(),
  /** How capabilities are scored; absent: weighted_match. */
  matching: z.enum(MATCHING_ALGORITHMS).optional(),
  style: z.strictObject({
    preferred: z.enum(COGNITIVE_STYLES).optional(),
    creativity: ratio,
    analyticalDepth: ratio,
    collaboration: ratio,
  }),
  qualityThreshold: ratio,
  maxDelayMs: z.number().optional(),
  /** Stored ones may hold names that are none; core/routing/contextual-factors.ts reads what it knows. */
  contextualFactors: z.record(z.string(), z.json()).optional(),
  resourceConstraints: z.record(z.string(), z.json()).optional(),
  timeoutMs: z.number(),
  retry: retrySchema,
  /** Source text of a condition that was accepted with the definition. */
  condition: z.string().optional(),
  contract: contractSchema.optional(),
  estimatedDurationMs: z.number().optional(),
  parallelizable: z.boolean(),
  /** Two attempts at once are allowed. Absent: not. */
  hedge: z.literal(true).optional(),
  /** After a failed attempt somebody else is to try, while anybody else can. Absent: whoever suits best. */
  elsewhere: z.literal(true).optional(),
  /** It needs no agent. Absent: it does. Its settings stand in the task's input. */
  control: z.enum(CONTROL_KINDS).optional(),
  /** It repeats the call described here. */
  map: mapSchema.optional(),
  loop: loopSchema.optional(),
  /** Keys of the tasks that each call names, of those that the task may read. Absent: none. */
  callRefs: z.array(z.string()).optional(),
  /** Calls that a map or a loop has made so far; absent before the first. */
  grown: z.number().optional(),
  /** The map of an earlier run whose completed items it takes over where their input is the same (core/run/plan-rerun.ts). */
  resumes: z.string().optional(),
  /** It undoes what the others did, where the run failed (core/workflow/plan-rollback.ts). */
  rollback: z.literal(true).optional(),
  /** The map that it is a call of, where that limits how many are at work. */
  group: z.strictObject({ id: z.string(), limit: z.number() }).optional(),
  /** What all its attempts together may cost, US dollars; absent: no limit of its own. */
  maxCostUsd: z.number().optional(),
  /** What its run may cost, as its definition says. */
  runMaxCostUsd: z.number().optional(),
});
export type TaskSpec = z.output<typeof taskSpecSchema>;

/** What a run says for all of its tasks; what is left out is the default of a definition. */
export type RunDemands = Pick<WorkflowDefinition, 'priority'> &
  Partial<Pick<WorkflowDefinition, 'optimization_goal' | 'resource_allocation_strategy' | 'quality_threshold'>>;

const MINUTE_MS = 60_000;
/** What a task asks for that says nothing of it: then its workflow's word counts. */
const DEFAULT_QUALITY = routingDemandsShape.expected_quality_threshold.parse(undefined);

/** The spec of one task of a definition; equal demands give byte-equal JSON text. */
export function specOf(task: TaskDefinition, run: RunDemands): TaskSpec {
  const { optimization_goal: goal = 'balance_all', resource_allocation_strategy: allocation = 'optimized' } = run;
  const { quality_threshold: quality = DEFAULT_QUALITY } = run;
  const { expected_quality_threshold: asked } = task;
  return {
    taskType: task.task_type,
    ...(task.description === undefined ? {} : { description: task.description }),
    requiredCapabilities: task.required_capabilities,
    preferredAgents: task.preferred_agents,
    excludedAgents: task.excluded_agents,
    priority: PRIORITY_WEIGHT[task.priority ?? run.priority],
    strategy: task.routing_strategy,
    ...(goal === 'balance_all' ? {} : { optimizationGoal: goal }),
    ...(allocation === 'optimized' ? {} : { allocation }),
    ...(task.capability_matching === undefined ? {} : { matching: task.capability_matching }),
    style: {
      ...(task.preferred_cognitive_style === undefined ? {} : { preferred: task.preferred_cognitive_style }),
      creativity: task.creativity_requirements,
      analyticalDepth: task.analytical_depth,
      collaboration: task.collaboration_intensity,
    },
    qualityThreshold: asked === DEFAULT_QUALITY ? quality : asked,
    ...(task.max_acceptable_delay_minutes === undefined ? {} : { maxDelayMs: task.max_acceptable_delay_minutes * MINUTE_MS }),
    ...(isEmpty(task.contextual_factors) ? {} : { contextualFactors: task.contextual_factors }),
    ...(isEmpty(task.resource_constraints) ? {} : { resourceConstraints: task.resource_constraints }),
    timeoutMs: Math.max(1, Math.round(task.timeout_seconds * 1_000)),
    retry: task.retry,
    ...(task.condition === undefined ? {} : { condition: task.condition }),
    ...(task.contract === undefined ? {} : { contract: task.contract }),
    ...(task.estimated_duration_minutes === undefined ? {} : { estimatedDurationMs: task.estimated_duration_minutes * MINUTE_MS }),
    parallelizable: task.parallelizable,
    ...(task.max_cost_usd === undefined ? {} : { maxCostUsd: task.max_cost_usd }),
    ...controlKind(task),
    ...repetition(task),
  };
}

function repetition(task: TaskDefinition): Pick<TaskSpec, 'map' | 'loop' | 'callRefs'> {
  if (task.map === undefined && task.loop === undefined) return {};
  const callRefs = namedInCall(task, new Map());
  const refs = callRefs.length === 0 ? {} : { callRefs };
  return task.map === undefined ? { loop: task.loop, ...refs } : { map: task.map, ...refs };
}

/** The spec of one call of a map or a loop. `mapId`: the task whose items they are, for the limit they share. */
export function callSpecOf(spec: TaskSpec, mapId: string): TaskSpec {
  const { map, loop: _, callRefs: __, grown: ___, condition: ____, resumes: _____, ...call } = spec;
  return map?.max_concurrency === undefined ? call : { ...call, group: { id: mapId, limit: map.max_concurrency } };
}

function controlKind(task: TaskDefinition): Pick<TaskSpec, 'control'> {
  const kind = kindOf(task);
  return isControlKind(kind) ? { control: kind } : {};
}

/** In a fault tolerant run every task gets one more try than it asks for, each by another agent. */
export function tolerantSpec(spec: TaskSpec): TaskSpec {
  const max_attempts = Math.min(MOST_ATTEMPTS, spec.retry.max_attempts + 1);
  return { ...spec, retry: { ...spec.retry, max_attempts }, elsewhere: true };
}

/** What a definition may ask for at most. */
const MOST_ATTEMPTS = 100;

const keys = new WeakMap<TaskSpec, string>();

/**
 * What decides which agents can take a task, as 16 hex digits: required capabilities and excluded agents, without regard to order and
 * case. Tasks with the same key wait at the same gate and share one candidate list. Remembered per spec object.
 */
export function demandKey(spec: TaskSpec): string {
  let key = keys.get(spec);
  if (key === undefined) {
    key = stableHash(JSON.stringify([canonical(spec.requiredCapabilities), canonical(spec.excludedAgents)]));
    keys.set(spec, key);
  }
  return key;
}

function canonical(names: string[]): string[] {
  return [...new Set(names.map((name) => name.trim().toLowerCase()))].sort();
}

function isEmpty(record: Record<string, unknown>): boolean {
  return Object.keys(record).length === 0;
}
