import { agentPatch } from '../core/agent/agent-view.ts';
import { listAgentRows } from '../db/agents.ts';
import { readBreakers } from '../db/breakers.ts';
import { listEvents } from '../db/read-events.ts';
import { listLogLines } from '../db/read-logs.ts';
import { findRunRows, newestRunRows } from '../db/read-runs.ts';
import { findTaskRows } from '../db/read-tasks.ts';
import { findRunsAbove } from '../db/sub-runs.ts';
import type { Deps } from '../deps.ts';
import type { LiveReads } from '../events/live-reads.ts';
import { viewBreakers } from './list-breakers.ts';
import { viewTasks } from './list-run-tasks.ts';
import { readRules } from './load-breaker.ts';
import { viewAgents } from './read-agent.ts';
import { logCursor } from './read-task-logs.ts';
import { viewRuns } from './view-runs.ts';

/** Runs that a page may show first; a first look at them closes the gap between reading a list and watching it. */
const NEWEST_RUNS = 100;
/** Agents that are watched live; a fleet beyond it is seen by pages of the list. */
const FLEET_LIMIT = 5_000;
/** A transaction may show up later than it stamped its rows. */
const OVERLAP_MS = 1_000;

/**
 * What happened in a run after event `after`, and how the run and the tasks concerned are now. The events are read first: what is read
 * after them is at least as new, so the last message of a run never shows it as running.
 */
async function readRunDelta(deps: Deps, runId: string, page: { after: number; limit: number }) {
  const events = await listEvents(deps.db, runId, page);
  const last = events.at(-1);
  if (last === undefined) return { delta: null, place: page.after, more: false };
  const taskIds = [...new Set(events.flatMap((event) => event.taskId ?? []))];
  const [rows, taskRows] = await Promise.all([findRunRows(deps.db.pool, [runId]), findTaskRows(deps.db, taskIds)]);
  const [tasks, [run]] = await Promise.all([viewTasks(deps, taskRows), viewRuns(deps, rows)]);
  return { delta: { run: run ?? null, events, tasks }, place: last.seq, more: events.length === page.limit };
}

/** The hub's reads, from the tables. */
export function createLiveReads(deps: Deps): LiveReads {
  return {
    runDelta: (runId, after, limit) => readRunDelta(deps, runId, { after, limit }),
    async logLines(taskId, after, limit) {
      const lines = await listLogLines(deps.db, taskId, { after, limit });
      const last = lines.at(-1);
      if (last === undefined) return { delta: null, place: after, more: false };
      return { delta: lines, place: { fence: last.fence, seq: last.seq }, more: lines.length === limit };
    },
    async runs(ids) {
      // A run says what waits for people below it, too.
      const above = await findRunsAbove(deps.db.pool, ids);
      return viewRuns(deps, await findRunRows(deps.db.pool, [...new Set([...ids, ...above])]));
    },
    newestRuns: async () => viewRuns(deps, await newestRunRows(deps.db, NEWEST_RUNS)),
    agents: async () => (await viewAgents(deps, await listAgentRows(deps.db, {}, { limit: FLEET_LIMIT }))).map(agentPatch),
    async breakers(since) {
      const { breakers, readAt } = await readBreakers(deps.db.pool, new Date(since.getTime() - OVERLAP_MS));
      if (breakers.length === 0) return { breakers: [], readAt };
      return { breakers: await viewBreakers(deps, breakers, await readRules(deps)), readAt };
    },
    logCursor,
  };
}
