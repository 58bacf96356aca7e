import type { AgentAnswer, AgentCall } from '../agents/adapter.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import { beginJudgeCall, endJudgeCall } from '../db/judge-calls.ts';
import type { Deps } from '../deps.ts';

/** When nothing tells of a free slot, it is looked for this often; milliseconds. */
const LOOK_EVERY_MS = 1_000;

export interface JudgeCall {
  judge: AgentProfile;
  call: AgentCall;
  /** Whose result is judged. */
  attemptId: string;
  /** This process. */
  workerId: string;
  callAgent(agent: AgentProfile, call: AgentCall): Promise<AgentAnswer>;
}

/** Resolves when a slot may have become free, or the call's time is over. */
function waitForSlot(deps: Pick<Deps, 'feed'>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, LOOK_EVERY_MS);
    const unsubscribe = deps.feed.subscribe((topic) => {
      if (topic === 'settled' || topic === 'agents' || topic === 'resync') finish();
    });
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

async function takeSlot(deps: Pick<Deps, 'db' | 'feed'>, row: Parameters<typeof beginJudgeCall>[1], signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    // Subscribed before looking, so that a slot that becomes free in between is not missed.
    const woken = waitForSlot(deps, signal);
    if (await beginJudgeCall(deps.db, row)) return true;
    await woken;
  }
  return false;
}

/**
 * Calls an agent to judge another one's result. It takes a slot of the judge like a task does, waits for one as long as the call may take,
 * and keeps what the call cost beside the attempt that was judged.
 */
export async function callJudge(deps: Pick<Deps, 'db' | 'feed' | 'newId'>, of: JudgeCall): Promise<AgentAnswer> {
  const { judge, call, attemptId, workerId, callAgent } = of;
  const row = { id: deps.newId(), attemptId, agentId: judge.id, workerId };
  if (!(await takeSlot(deps, row, call.signal))) {
    return { kind: 'failed', error: { code: 'timeout', message: 'it had no free slot in time', retryable: true }, usage: null };
  }
  let answer: AgentAnswer | null = null;
  try {
    answer = await callAgent(judge, call);
    return answer;
  } finally {
    await endJudgeCall(deps.db.hot, row.id, answer !== null && 'usage' in answer ? answer.usage : null);
    deps.feed.publish(['settled']);
  }
}
