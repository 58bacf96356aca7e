import type { JsonValue } from '../json.ts';
import type { EdgeWhen } from '../task/dependency.ts';
import type { TaskSpec } from '../task/spec.ts';
import type { WorkflowDefinition } from './definition.ts';

// The rows of a run before it starts, as plan-run.ts makes them.

/** The run row, as far as the definition decides it. Times in epoch ms. */
export interface PlannedRun {
  id: string;
  /** The definition's workflow_id, else a slug of its name. */
  workflowId: string;
  name: string;
  status: 'running';
  executionMode: WorkflowDefinition['execution_mode'];
  /** A stored weight, see core/priority.ts. */
  priority: number;
  /** What the dispatcher keeps to: 1 in a sequential run, whatever was asked. */
  maxConcurrentTasks: number;
  /** Distinct agents that may work on it at the same time. */
  maxAgents: number;
  failureTolerance: number;
  input: JsonValue;
  context: JsonValue;
  total: number;
  /** Tasks among them that do not count for how the run ends: the rollback. */
  items: number;
  createdAtMs: number;
  /** Null when the run may take as long as it takes. */
  deadlineAtMs: number | null;
}

export interface PlannedTask {
  id: string;
  /** Position in the definition. */
  idx: number;
  key: string;
  name: string;
  taskType: string;
  status: 'ready' | 'pending';
  /** Direct dependencies. */
  pending: number;
  /** Roots only. */
  queueRank: bigint | null;
  /** How much earlier than its ready time it counts as ready, see core/task/queue-rank.ts. */
  headStartMs: number;
  spec: TaskSpec;
  /** The template, references unresolved; of a control task its settings. */
  input: JsonValue;
  /** Ids of the tasks that input, condition and contract name; with a condition, of all direct dependencies too. */
  refIds: string[];
}

export interface PlannedDependency {
  taskId: string;
  depId: string;
  /** `turn`: no edge of the definition, but the order of a sequential run; always soft. A plan closes no ways: `not_taken` is read. */
  when: EdgeWhen | 'turn';
  soft: boolean;
}

export interface RunPlan {
  run: PlannedRun;
  /** In the order of the definition; behind them the rollback, where there is one. */
  tasks: PlannedTask[];
  dependencies: PlannedDependency[];
}
