import type { AgentProfile } from '../core/agent/agent.ts';
import { budgetGate } from '../core/budget/budget.ts';
import type { BudgetIndex, Limit } from '../core/budget/budget-index.ts';
import { predictCost } from '../core/budget/predict-cost.ts';
import { explainRefusal, type Purse } from '../core/budget/purse.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { ParkingRow } from '../db/place-attempts.ts';
import type { Queryable } from '../db/queryable.ts';
import type { HoldRow } from '../db/spending.ts';
import type { Deps } from '../deps.ts';
import { type LoadedFleet, readBudgetIndex } from './load-fleet.ts';
import { openPurse } from './open-purse.ts';
import { specAvoiding } from './route-pass.ts';
import type { Candidate } from './sort-tasks.ts';

// What budgets leave of a dispatch pass. Before anybody is chosen, agents that a task has no money for are left out, and tasks for which
// that leaves nobody are parked; every placement then takes what it is expected to cost. A pass in which nothing is limited knows nothing
// of all this.

/** Where a task waits for money. */
type MoneyWait = Pick<ParkingRow, 'gateKey' | 'reason' | 'detail'>;

/** What a placement is let through with. */
interface Admission {
  /** Null: it has no limit. */
  hold: Omit<HoldRow, 'attemptId'> | null;
  /** False: its limits only warn. */
  blocks: boolean;
}

type KnownFleet = Pick<LoadedFleet, 'agents' | 'history' | 'router'>;

interface Refusal {
  id: string;
  limit: Limit;
  /** What the agent is expected to cost. */
  usd: number;
}

interface LimitedTask {
  candidate: Candidate;
  limits: readonly Limit[];
}

export class PassBudget {
  readonly #fleet: KnownFleet;
  readonly #budgets: BudgetIndex;
  readonly #agents: ReadonlyMap<string, AgentProfile>;
  readonly #purse: Purse;
  readonly #tasks: ReadonlyMap<string, LimitedTask>;
  readonly #now: Date;
  /** By spec and limits. Nothing is taken while they are asked for. */
  readonly #answers = new Map<TaskSpec, Map<string, { refused: Refusal[]; capable: number }>>();
  /** Some placements would have spent what others of this pass took: they find another agent, or their gate, in the next one. */
  mustGoOn = false;

  constructor(fleet: KnownFleet, of: { budgets: BudgetIndex; purse: Purse; tasks: readonly LimitedTask[]; now: Date }) {
    const { budgets, purse, tasks, now } = of;
    this.#fleet = fleet;
    this.#budgets = budgets;
    this.#agents = new Map(fleet.agents.map((agent) => [agent.id, agent]));
    this.#purse = purse;
    this.#tasks = new Map(tasks.map((task) => [task.candidate.task.id, task]));
    this.#now = now;
  }

  #costOf({ id, ...agent }: AgentProfile, taskType: string): number {
    return predictCost(agent, this.#fleet.history.get(id)?.get(taskType)?.meanCostUsd ?? null);
  }

  /** The agents that a task has no money for, with what forbids each. Like tasks under the same limits are asked about once. */
  #refusedFor({ candidate: { spec }, limits }: LimitedTask): { refused: Refusal[]; capable: number } {
    const known = this.#answers.get(spec) ?? new Map<string, { refused: Refusal[]; capable: number }>();
    this.#answers.set(spec, known);
    const key = limits.map((limit) => limit.key).join();
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    const capable = this.#fleet.router.capable(spec, this.#now.getTime());
    const refused = capable.flatMap((id): Refusal[] => {
      const agent = this.#agents.get(id);
      if (agent === undefined) return [];
      const usd = this.#costOf(agent, spec.taskType);
      const limit = this.#purse.refusal([...limits, ...this.#budgets.ofAgent(id, this.#now)], usd);
      return limit === null ? [] : [{ id, limit, usd }];
    });
    const made = { refused, capable: capable.length };
    known.set(key, made);
    return made;
  }

  #waitAt({ limit, usd }: Omit<Refusal, 'id'>): MoneyWait {
    const detail = explainRefusal(limit, this.#purse.balance(limit), usd);
    return { reason: 'budget_exceeded', detail, gateKey: budgetGate(limit.key) };
  }

  /** What there is money for, each with the agents left out that it has none for; and where the others are to be parked. */
  sort(): { candidates: Candidate[]; parkings: ParkingRow[] } {
    const sorted: { candidates: Candidate[]; parkings: ParkingRow[] } = { candidates: [], parkings: [] };
    for (const limited of this.#tasks.values()) {
      const { candidate } = limited;
      const { refused, capable } = this.#refusedFor(limited);
      const [first] = refused.toSorted((a, b) => a.usd - b.usd);
      if (first === undefined) sorted.candidates.push(candidate);
      else if (refused.length < capable) {
        const spec = specAvoiding(
          candidate.spec,
          refused.map(({ id }) => id),
        );
        sorted.candidates.push({ ...candidate, spec });
      } else {
        const { gateKey, reason, detail } = this.#waitAt(first);
        const { id: taskId, runId, parkKey } = candidate.task;
        if (parkKey !== gateKey) sorted.parkings.push({ taskId, runId, gateKey, reason, detail });
      }
    }
    return sorted;
  }

  /** Lets a placement take what it is expected to cost; else says where it is to wait, or `later`: the next pass decides. */
  admit({ task, run, spec }: Candidate, agent: AgentProfile): Admission | MoneyWait | 'later' {
    const limits = this.#tasks.get(task.id)?.limits ?? [];
    const all = [...limits, ...this.#budgets.ofAgent(agent.id, this.#now)];
    if (all.length === 0) return { hold: null, blocks: false };
    const usd = this.#costOf(agent, spec.taskType);
    const limit = this.#purse.refusal(all, usd);
    if (limit !== null) {
      if (limit.scope !== 'agent') return this.#waitAt({ limit, usd });
      this.mustGoOn = true;
      return 'later';
    }
    this.#purse.take(all, usd);
    const hold = { taskId: task.id, runId: run.id, agentId: agent.id, workflowId: run.workflowId, costUsd: usd };
    return { hold, blocks: all.some(({ blocks }) => blocks) };
  }
}

/**
 * A budget holds from the commit on that sets it: one that the fleet was read without is read now.
 * @param pass.mark of the budgets, as the pass read it
 * @returns null when nothing that is ready has a limit
 */
export async function openPassBudget(
  deps: Pick<Deps, 'db'>,
  on: Queryable,
  { fleet, candidates, mark, now }: { fleet: LoadedFleet; candidates: readonly Candidate[]; mark: string; now: Date },
): Promise<PassBudget | null> {
  const budgets = mark === fleet.budgets.mark ? fleet.budgets : await readBudgetIndex(on);
  const tasks = candidates.map((candidate) => {
    const { task, run, spec } = candidate;
    return { candidate, limits: budgets.ofTask({ taskId: task.id, runId: run.id, workflowId: run.workflowId, spec }, now) };
  });
  if (candidates.length === 0 || (budgets.isEmpty && tasks.every(({ limits }) => limits.length === 0))) return null;
  const once = new Map(tasks.flatMap(({ limits }) => limits.filter(({ window }) => window === null).map((limit) => [limit.key, limit])));
  const purse = await openPurse(deps, on, { standing: budgets.standing(now), once: [...once.values()] });
  return new PassBudget(fleet, { budgets, purse, tasks, now });
}
