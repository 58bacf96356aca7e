import { planSubRun } from '../core/control/plan-sub-run.ts';
import type { PlannedWait } from '../core/control/plan-wait.ts';
import { type HiveError, isHiveError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import { readPublishedDefinition } from '../db/published-definition.ts';
import type { SubRunRequest } from '../db/start-waits.ts';
import { readAncestries } from '../db/sub-runs.ts';
import type { Deps } from '../deps.ts';
import type { Candidate } from './sort-tasks.ts';

/** A control task whose turn has come. */
export interface Begun {
  candidate: Candidate;
  plan: PlannedWait;
  /** The run that is to run as this task. */
  sub?: SubRunRequest;
}

/** Says of each sub-workflow which version runs and how deep; refuses those that cannot be there. Others pass as they are. */
export async function placeSubRuns(
  deps: Deps,
  ready: Begun[],
  refuse: (candidate: Candidate, error: AttemptError) => unknown,
): Promise<Begun[]> {
  const parents = ready.flatMap(({ candidate, plan: { kind } }) => (kind === 'sub_workflow' ? [candidate.run.id] : []));
  if (parents.length === 0) return ready;
  const ancestries = await readAncestries(deps.db.hot, [...new Set(parents)]);
  const versions = new Map<string, Promise<number | null | HiveError>>();
  const begun: Begun[] = [];
  for (const one of ready) {
    if (one.plan.kind !== 'sub_workflow') {
      begun.push(one);
      continue;
    }
    const { workflow_id, version, input } = one.plan.settings;
    const key = `${workflow_id} ${version ?? ''}`;
    const known = versions.get(key) ?? versionOf(deps, workflow_id, version ?? null);
    versions.set(key, known);
    const fixed = await known;
    const placed = planSubRun(workflow_id, ancestries.get(one.candidate.run.id) ?? { depth: 0, workflowIds: [] });
    const fault = isHiveError(fixed) ? fixed.message : 'fault' in placed ? placed.fault : null;
    if (fault !== null) refuse(one.candidate, refusedWorkflow(fault, workflow_id));
    else if ('depth' in placed && !isHiveError(fixed)) {
      begun.push({ ...one, sub: { workflow_id, version: fixed, input: input as JsonValue, depth: placed.depth } });
    }
  }
  return begun;
}

/** The version that runs now; null: the draft. What speaks against it comes back as the error. */
async function versionOf(deps: Deps, workflowId: string, version: number | null): Promise<number | null | HiveError> {
  try {
    return (await readPublishedDefinition(deps.db.hot, workflowId, version)).version;
  } catch (error) {
    if (isHiveError(error)) return error;
    throw error;
  }
}

const refusedWorkflow = (message: string, workflowId: string): AttemptError => ({
  code: 'sub_workflow_failed',
  message,
  retryable: false,
  detail: { workflow_id: workflowId },
});
