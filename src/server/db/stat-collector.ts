import type { Logger } from '../logger.ts';
import { addDelta, addStats, type StatDelta } from './agent-stat-delta.ts';
import type { Queryable } from './queryable.ts';

/** History is for the router's next decisions, not for the truth: half a second late is soon enough and saves a row per task. */
const FLUSH_MS = 500;

export interface StatCollector {
  add(delta: StatDelta): void;
  flush(): Promise<void>;
}

/** Adds outcomes up in memory per agent and task type, and stores the sums now and then. */
export function createStatCollector(pool: Queryable, log: Logger): StatCollector {
  let sums = new Map<string, StatDelta>();
  let timer: NodeJS.Timeout | null = null;

  const flush = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (sums.size === 0) return;
    const deltas = [...sums.values()];
    sums = new Map();
    try {
      await addStats(pool, deltas);
    } catch (error) {
      log.warn({ err: error }, 'agent statistics were not stored; the hourly rebuild corrects them');
    }
  };

  return {
    add(delta) {
      const key = `${delta.agentId} ${delta.taskType}`;
      const sum = sums.get(key);
      if (sum) addDelta(sum, delta);
      else sums.set(key, { ...delta });
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
    flush,
  };
}
