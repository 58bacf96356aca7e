import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { LOAD_STRATEGIES } from '../core/load/balance-strategies.ts';
import type { MoveView } from '../core/load/load-view.ts';
import { REBALANCE_RULES, type RebalanceRules } from '../core/load/plan-rebalance.ts';
import type { RebalanceTrigger } from '../core/load/rebalance-record.ts';
import { claimDuty } from '../db/workers.ts';
import type { Deps } from '../deps.ts';
import { moveUnclaimed } from './move-unclaimed.ts';

export const optimizeLoadSchema = z.strictObject({
  /** Plan only. */
  dry_run: z.boolean().default(false),
  /** How takers are put in order. */
  strategy: z.enum(LOAD_STRATEGIES).default('adaptive_hybrid'),
});
export type OptimizeLoad = z.output<typeof optimizeLoadSchema>;

export interface OptimizedLoad {
  /** What moved; of a dry run, what would. */
  moves: MoveView[];
  applied: number;
  varianceBefore: number | null;
  varianceAfter: number | null;
}

/** Moves unstarted attempts from overloaded to underloaded agents, if that pays. */
export function optimizeLoad(deps: Deps, input: OptimizeLoad, principal: Principal): Promise<OptimizedLoad> {
  return optimize(deps, { ...REBALANCE_RULES, strategy: input.strategy }, { trigger: 'manual', dryRun: input.dry_run, principal });
}

async function optimize(
  deps: Deps,
  rules: RebalanceRules,
  by: { trigger: RebalanceTrigger; dryRun: boolean; principal: Principal },
): Promise<OptimizedLoad> {
  const { moves, applied, varianceBefore, varianceAfter } = await moveUnclaimed(deps, { ...by, rules, returnRest: false });
  return { moves, applied, varianceBefore, varianceAfter };
}

/** How often the fleet is rebalanced by itself. */
const PERIOD_MS = 30_000;
const BALANCER: Principal = { id: 'system:balancer', kind: 'system', name: 'balancer', role: 'operator' };

/** The periodic pass, once per period in the whole fleet. Null when it was somebody else's turn. */
export async function rebalanceFleet(deps: Deps): Promise<OptimizedLoad | null> {
  if (!(await claimDuty(deps.db.hot, 'rebalance', PERIOD_MS * 0.95))) return null;
  return optimize(deps, REBALANCE_RULES, { trigger: 'periodic', dryRun: false, principal: BALANCER });
}
