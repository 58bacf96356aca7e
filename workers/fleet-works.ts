import type { Deps } from '../src/server/deps.ts';
import { isTraced } from '../src/server/env.ts';
import { deliverAlerts } from '../src/server/use-cases/deliver-alerts.ts';
import { embedContext } from '../src/server/use-cases/embed-context.ts';
import { evaluatePools } from '../src/server/use-cases/evaluate-pools.ts';
import { exportTraces } from '../src/server/use-cases/export-traces.ts';
import { fireSchedules } from '../src/server/use-cases/fire-schedules.ts';
import { foldSpending } from '../src/server/use-cases/fold-spending.ts';
import { learnBelief } from '../src/server/use-cases/learn-belief.ts';
import { learnNow } from '../src/server/use-cases/learn-personas.ts';
import { measureFleet } from '../src/server/use-cases/measure-fleet.ts';
import { rebalanceFleet } from '../src/server/use-cases/optimize-load.ts';
import { pruneRecords } from '../src/server/use-cases/prune-records.ts';
import { rebuildStats } from '../src/server/use-cases/rebuild-stats.ts';
import { tendSleepers } from '../src/server/use-cases/tend-sleepers.ts';
import { watchAgents } from '../src/server/use-cases/watch-agents.ts';
import { watchAlerts } from '../src/server/use-cases/watch-alerts.ts';
import { workBulkRetries } from '../src/server/use-cases/work-bulk-retries.ts';
import type { DutyWorks } from './tend-duties.ts';

/** What a process does for the duties of the fleet, beside the sweep (the engine's own) and validation runs (the process's own). */
export function fleetWorks(deps: Deps): Required<Omit<DutyWorks, 'sweep' | 'validate' | 'export-traces' | 'embed-context'>> & DutyWorks {
  return {
    'fire-schedules': () => fireSchedules(deps),
    rebalance: () => rebalanceFleet(deps),
    'scale-pools': () => evaluatePools(deps),
    sleep: () => tendSleepers(deps),
    'watch-alerts': () => watchAlerts(deps),
    'deliver-alerts': () => deliverAlerts(deps),
    'watch-agents': () => watchAgents(deps),
    'bulk-retries': () => workBulkRetries(deps),
    measure: () => measureFleet(deps),
    'fold-spend': () => foldSpending(deps),
    'rebuild-stats': () => rebuildStats(deps),
    'learn-belief': () => learnBelief(deps),
    'learn-personas': () => learnNow(deps),
    prune: () => pruneRecords(deps),
    ...(deps.embedder !== null && { 'embed-context': () => embedContext(deps) }),
    ...(isTraced(deps.env) && { 'export-traces': () => exportTraces(deps) }),
  };
}
