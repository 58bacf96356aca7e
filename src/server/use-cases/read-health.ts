import { readVitalSigns, type VitalSigns } from '../db/health.ts';
import type { Deps } from '../deps.ts';
import { VERSION } from '../version.ts';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export interface ComponentHealth {
  status: HealthStatus;
  /** Why it is not healthy. */
  reason: string | null;
  /** What was measured; null when it could not be. */
  measures: Record<string, number | null>;
}

export interface Health {
  status: HealthStatus;
  timestamp: Date;
  components: { database: ComponentHealth; workers: ComponentHealth; queue: ComponentHealth; dispatch: ComponentHealth };
  uptimeSeconds: number;
  version: string;
}

/** A database that takes longer than this to answer is as good as gone. */
const DATABASE_TIMEOUT_MS = 3_000;
/** A task that waits this long for dispatch, while it is not parked, tells that dispatch stands still. */
const STALLED_QUEUE_MS = 60_000;

const ok = (measures: ComponentHealth['measures']): ComponentHealth => ({ status: 'healthy', reason: null, measures });
const unknown = (reason: string): ComponentHealth => ({ status: 'degraded', reason, measures: {} });

async function measure(deps: Deps): Promise<{ signs: VitalSigns; latencyMs: number } | null> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), DATABASE_TIMEOUT_MS);
  });
  const reading = readVitalSigns(deps.db).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'health: the database did not answer');
    return null;
  });
  const signs = await Promise.race([reading, timeout]);
  clearTimeout(timer);
  return signs && { signs, latencyMs: performance.now() - begun };
}

function workersHealth(signs: VitalSigns): ComponentHealth {
  const measures = { live: signs.liveWorkers, slots: signs.slots, in_flight: signs.inFlight };
  return signs.liveWorkers > 0
    ? ok(measures)
    : { status: 'degraded', reason: 'no worker process is alive: nothing is dispatched', measures };
}

function queueHealth(signs: VitalSigns): ComponentHealth {
  const measures = { queued: signs.queued, oldest_queued_ms: signs.oldestQueuedMs };
  const stalled = (signs.oldestQueuedMs ?? 0) > STALLED_QUEUE_MS;
  return stalled ? { status: 'degraded', reason: 'ready tasks have waited for dispatch for over a minute', measures } : ok(measures);
}

/** An emergency stop is not a fault, and still nobody is served. */
function dispatchHealth({ stopped }: VitalSigns): ComponentHealth {
  return stopped
    ? { status: 'degraded', reason: 'everything is stopped by an emergency stop', measures: { stopped: 1 } }
    : ok({ stopped: 0 });
}

/** How the installation is: unhealthy without its database, degraded while something stands still. Never throws. */
export async function readHealth(deps: Deps): Promise<Health> {
  const base = { timestamp: new Date(), uptimeSeconds: process.uptime(), version: VERSION };
  const measured = await measure(deps);
  if (!measured) {
    const database: ComponentHealth = { status: 'unhealthy', reason: 'the database does not answer', measures: {} };
    const blind = unknown('not known without the database');
    return { ...base, status: 'unhealthy', components: { database, workers: blind, queue: blind, dispatch: blind } };
  }
  const { signs, latencyMs } = measured;
  const components = {
    database: ok({ latency_ms: latencyMs }),
    workers: workersHealth(signs),
    queue: queueHealth(signs),
    dispatch: dispatchHealth(signs),
  };
  const degraded = Object.values(components).some((component) => component.status !== 'healthy');
  return { ...base, status: degraded ? 'degraded' : 'healthy', components };
}
