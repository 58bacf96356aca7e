import type { AgentAnswer } from '../agents/adapter.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { readReferences } from '../db/references.ts';
import { type ClaimedReport, claimReported, releaseReported } from '../db/reported-outputs.ts';
import type { Deps } from '../deps.ts';
import type { PlacedTask } from './dispatch-tasks.ts';

/** A result from outside as an execution process takes it: an attempt whose agent has answered already. */
export interface ReportedAttempt {
  placed: PlacedTask;
  reported: { answer: AgentAnswer; runningMs: number };
}

async function placedOf(deps: Pick<Deps, 'db'>, report: ClaimedReport): Promise<PlacedTask> {
  const { taskId, runId, key, name, fence, attempts, losses, specText, inputText, refIds, agent, attemptId, grants } = report;
  const references = refIds.length === 0 ? [] : await readReferences(deps.db.hot, refIds);
  const queue = { avoid: null, blocked: 0, rank: '0', parkKey: null, waitReason: null };
  return {
    task: { id: taskId, runId, key, name, fence, attempts, losses, specText, inputText, references, ...queue },
    spec: parseSpec(specText),
    run: {
      id: runId,
      maxConcurrentTasks: 0,
      maxAgents: 0,
      executionMode: 'parallel',
      workflowId: null,
      traceParent: null,
      input: undefined,
      context: undefined,
    },
    agent,
    attemptId,
    fence,
    grants,
  };
}

/** Takes results that wait to be checked under the lease of a process; it has to settle each, or give it back. */
export async function claimReportedOutputs(deps: Pick<Deps, 'db'>, workerId: string, limit: number): Promise<ReportedAttempt[]> {
  const reports = await claimReported(deps.db.hot, workerId, limit);
  return Promise.all(
    reports.map(async (report) => ({
      placed: await placedOf(deps, report),
      reported: {
        answer: { kind: 'completed' as const, outputText: report.outputText, usage: report.usage },
        runningMs: report.runningMs ?? 0,
      },
    })),
  );
}

/** Gives a result back unchecked: another process takes it. */
export async function giveBackReported(deps: Pick<Deps, 'db' | 'feed'>, attemptId: string): Promise<void> {
  await releaseReported(deps.db.hot, [attemptId]);
  deps.feed.publish(['reported']);
}
