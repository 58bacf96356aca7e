import type { Verdict } from '../persona/judge-trial.ts';
import type { TaskSpec } from '../task/spec.ts';
import type { NewDecisionRecord } from './decision-record.ts';

/** Predictions of success at a kind of task, by position; all in [0, 1]. */
export interface SuccessPredictions {
  /** NaN: not enough data, so that the bare history counts. */
  success: Float64Array;
  /** What it is at least; NaN when the model does not say. */
  low: Float64Array;
  /** Standard deviations of what is not known of the agent. */
  deviation: Float64Array;
}

/** What a prediction model says of agents. Tasks of one kind (kindKey) are taken to have one answer. */
export type PredictSuccess = (agentIds: readonly string[], spec: TaskSpec) => SuccessPredictions;

export interface Knowledge {
  predict?: PredictSuccess | undefined;
  /** What is expected of an agent: for the record of the winner, and for when tasks would end. */
  describe?: ((agentId: string, spec: KindOfTask) => NewDecisionRecord['predicted']) | undefined;
  /** The verdict on the persona by task type; a type that is missing is being tested. Absent: the persona counts, and is not on trial. */
  personaTrials?: ReadonlyMap<string, Verdict> | undefined;
}

/** What predictions look at. */
export type KindOfTask = Pick<TaskSpec, 'taskType' | 'contract'>;
