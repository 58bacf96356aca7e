import type { ChaosOptions } from '../read-options.ts';
import type { Scenario } from '../scenario.ts';
import { blockedLoop } from './blocked-loop.ts';
import { cancelRace } from './cancel-race.ts';
import { clockSkew } from './clock-skew.ts';
import { deadlyAgent } from './deadly-agent.ts';
import { diskFull } from './disk-full.ts';
import { dropConnections } from './drop-connections.ts';
import { duplicateDelivery } from './duplicate-delivery.ts';
import { garbage } from './garbage.ts';
import { gzipBomb } from './gzip-bomb.ts';
import { hugeOutput } from './huge-output.ts';
import { hungAgent } from './hung-agent.ts';
import { killPullAgent } from './kill-pull-agent.ts';
import { killTree } from './kill-tree.ts';
import { killWeb } from './kill-web.ts';
import { killWorker } from './kill-worker.ts';
import { lyingAgent } from './lying-agent.ts';
import { createNemesis } from './nemesis.ts';
import { poisonTask } from './poison-task.ts';
import { rateLimitStorm } from './rate-limit-storm.ts';
import { restartRedis } from './restart-redis.ts';
import { rollingRestart } from './rolling-restart.ts';
import { slowAgent } from './slow-agent.ts';
import { stopPostgres } from './stop-postgres.ts';
import { thunderingHerd } from './thundering-herd.ts';
import { wipeQueue } from './wipe-queue.ts';
import { zombie } from './zombie.ts';

/** Every scenario there is, in the order of the table. */
export function allScenarios(options: Pick<ChaosOptions, 'minutes' | 'runs'>): Scenario[] {
  const processes = [killWorker, killPullAgent, killWeb, killTree, zombie, blockedLoop, rollingRestart, poisonTask, deadlyAgent];
  const stores = [stopPostgres, dropConnections, diskFull, wipeQueue, restartRedis, clockSkew];
  const agents = [slowAgent, hungAgent, garbage, hugeOutput, gzipBomb, rateLimitStorm, lyingAgent];
  const races = [thunderingHerd, cancelRace, duplicateDelivery];
  return [...processes, ...stores, ...agents, ...races, createNemesis(options)];
}
