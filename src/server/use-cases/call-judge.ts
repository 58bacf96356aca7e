import type { AgentAnswer, AgentCall } from '../agents/adapter.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import { beginJudgeCall, endJudgeCall } from '../db/judge-calls.ts';
import type { Deps } from '../deps.ts';
import { untilAnswered } from './until-answered.ts';

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

type JudgeDeps = Pick<Deps, 'db' | 'feed' | 'log'>;

async function takeSlot(deps: JudgeDeps, row: Parameters<typeof beginJudgeCall>[1], signal: AbortSignal): Promise<boolean> {
  const isOver = () => signal.aborted;
  while (!signal.aborted) {
    // Subscribed before looking, so that a slot that becomes free in between is not missed.
    const woken = waitForSlot(deps, signal);
    if (await untilAnswered(deps, { what: 'a slot of a judge', ask: () => beginJudgeCall(deps.db, row), isOver })) return true;
    await woken;
  }
  return false;
}

/**
 * Calls an agent to judge another one's result. It takes a slot of the judge like a task does, waits for one as long as the call may take,
 * and keeps what the call cost beside the attempt that was judged.
 */
export async function callJudge(deps: JudgeDeps & Pick<Deps, 'newId'>, of: JudgeCall): Promise<AgentAnswer> {
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
    const usage = answer !== null && 'usage' in answer ? answer.usage : null;
    // Left open, it would take a slot of the judge as long as this process lives.
    await untilAnswered(deps, { what: 'the end of a judge call', ask: () => endJudgeCall(deps.db.hot, row.id, usage) });
    deps.feed.publish(['settled']);
  }
}
