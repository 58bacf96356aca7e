import { BudgetIndex } from '../core/budget/budget-index.ts';
import { limitsUnder, type ModeSettings } from '../core/mode/orchestration-mode.ts';
import type { PredictionTable, TaskKind } from '../core/prediction/prediction-table.ts';
import type { AgentFacts } from '../core/routing/candidates.ts';
import type { KindOfTask, Knowledge } from '../core/routing/knowledge.ts';
import { FleetRouter } from '../core/routing/route-batch.ts';
import type { RoutingModel } from '../core/routing/routing-model.ts';
import { readBudgetMark, readBudgets } from '../db/budgets.ts';
import { type FleetRead, readFleet } from '../db/fleet.ts';
import type { Queryable } from '../db/queryable.ts';
import type { Deps } from '../deps.ts';
import { readPredictions } from './keep-belief.ts';
import { readMode } from './orchestration-mode.ts';
import { type RoutingModels, readRoutingModels } from './read-routing-models.ts';

/** The fleet as the router sees it, with what it believes and by which model it decides. */
export interface LoadedFleet extends FleetRead {
  /** Of the orchestration mode in force. */
  mode: ModeSettings;
  models: RoutingModels;
  budgets: BudgetIndex;
  /** Keeps what it works out for as long as this read of the fleet is used. */
  router: FleetRouter;
  /** What is expected of an agent at a task; nothing before anything was learned. */
  describe: NonNullable<Knowledge['describe']>;
}

const kindOf = (spec: KindOfTask): TaskKind => ({ taskType: spec.taskType, contract: spec.contract !== undefined });

function knowledgeOf({ personaTrials }: FleetRead, table: PredictionTable | null): Knowledge {
  if (table === null) return { personaTrials };
  return {
    personaTrials,
    predict: (agentIds, spec) => table.expect(agentIds, kindOf(spec)),
    describe: (agentId, spec) => table.describe(agentId, kindOf(spec)),
  };
}

const NOTHING_DONE: AgentFacts['stats'] = new Map();

function factsOf({ agents, history, personas }: FleetRead): AgentFacts[] {
  return agents.map((profile) => ({
    profile,
    stats: history.get(profile.id) ?? NOTHING_DONE,
    persona: personas.get(profile.id) ?? null,
  }));
}

/**
 * The models as a mode lets them choose, the one in the shadow within the same limits as those that it is compared with. Each is the same
 * object for as long as this read of the fleet is used.
 */
function modelsUnder(mode: ModeSettings, stored: RoutingModels): RoutingModels {
  const models = mode.shadowing ? stored : { ...stored, shadow: null };
  if (mode.exploring) return models;
  const made = new Map<RoutingModel, RoutingModel>();
  const under = (model: RoutingModel): RoutingModel => {
    const limited = made.get(model) ?? { ...model, limits: limitsUnder(mode, model.limits) };
    made.set(model, limited);
    return limited;
  };
  return {
    active: under(models.active),
    shadow: models.shadow && under(models.shadow),
    decideFor: (runDigest) => under(models.decideFor(runDigest)),
  };
}

/** The mark first: what changes in between is read again by the next pass. */
export async function readBudgetIndex(db: Queryable): Promise<BudgetIndex> {
  const mark = await readBudgetMark(db);
  return new BudgetIndex(await readBudgets(db), mark);
}

/** The whole fleet with its history, as dispatch routes by it. */
export async function loadFleet(deps: Pick<Deps, 'db' | 'env'>): Promise<LoadedFleet> {
  const [fleet, stored, { settings: mode }, budgets] = await Promise.all([
    readFleet(deps.db.hot),
    readRoutingModels(deps),
    readMode(deps),
    readBudgetIndex(deps.db.hot),
  ]);
  const models = modelsUnder(mode, stored);
  const table = await readPredictions(deps, models.active.memory);
  const knowledge = knowledgeOf(fleet, table);
  const describe = knowledge.describe ?? (() => undefined);
  return { ...fleet, mode, models, budgets, describe, router: new FleetRouter(factsOf(fleet), knowledge) };
}
