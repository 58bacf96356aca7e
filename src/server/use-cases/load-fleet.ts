import type { PredictionTable } from '../core/prediction/prediction-table.ts';
import { type TaskKind, toRecorded } from '../core/prediction/prediction-table.ts';
import type { NewDecisionRecord } from '../core/routing/decision-record.ts';
import type { Knowledge } from '../core/routing/prepare-spec.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { type FleetRead, readFleet } from '../db/fleet.ts';
import type { Deps } from '../deps.ts';
import { readPredictions } from './keep-belief.ts';
import { type RoutingModels, readRoutingModels } from './read-routing-models.ts';

/** The fleet as the router sees it, with what it believes and by which model it decides. */
export interface LoadedFleet extends FleetRead {
  models: RoutingModels;
  /** For routeBatch. */
  knowledge: Knowledge;
}

const kindOf = (spec: TaskSpec): TaskKind => ({ taskType: spec.taskType, contract: spec.contract !== undefined });

function describe(table: PredictionTable, agentId: string, spec: TaskSpec): NewDecisionRecord['predicted'] {
  const { success, durationMs, costUsd, quality } = table.predict(agentId, kindOf(spec));
  return {
    success: toRecorded(success),
    // Nothing measured is nothing expected: only the success of somebody unknown is worth a word.
    ...(durationMs.samples === 0 ? {} : { durationMs: toRecorded(durationMs) }),
    ...(costUsd.samples === 0 ? {} : { costUsd: toRecorded(costUsd) }),
    ...(quality.samples === 0 ? {} : { quality: toRecorded(quality) }),
  };
}

function knowledgeOf({ personaTrials }: FleetRead, table: PredictionTable | null): Knowledge {
  if (table === null) return { personaTrials };
  return {
    personaTrials,
    predict: (agentId, spec) => table.expect(agentId, kindOf(spec)),
    describe: (agentId, spec) => describe(table, agentId, spec),
  };
}

/** The whole fleet with its history, as dispatch routes by it. */
export async function loadFleet(deps: Pick<Deps, 'db'>): Promise<LoadedFleet> {
  const [fleet, models] = await Promise.all([readFleet(deps.db.hot), readRoutingModels(deps)]);
  const table = await readPredictions(deps, models.active.memory);
  return { ...fleet, models, knowledge: knowledgeOf(fleet, table) };
}
