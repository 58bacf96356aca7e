import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { LOAD_STRATEGIES } from '../core/load/balance-strategies.ts';
import type { MoveView } from '../core/load/load-view.ts';
import { REBALANCE_RULES, type RebalanceRules } from '../core/load/plan-rebalance.ts';
import type { RebalanceTrigger } from '../core/load/rebalance-record.ts';
import type { Deps } from '../deps.ts';
import { moveUnclaimed } from './move-unclaimed.ts';
import { readMode } from './orchestration-mode.ts';

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

const BALANCER: Principal = { id: 'system:balancer', kind: 'system', name: 'balancer', role: 'operator' };

/** The periodic pass: a duty of the fleet. */
export async function rebalanceFleet(deps: Deps): Promise<OptimizedLoad> {
  const { settings } = await readMode(deps);
  return optimize(deps, { ...REBALANCE_RULES, strategy: settings.balancing }, { trigger: 'periodic', dryRun: false, principal: BALANCER });
}
