import type { AgentAnswer } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { listCauses, networkFailure, readCode } from './classify-network-error.ts';
import type { AgentLimits } from './limits.ts';
import { type ProtocolRoad, RefusedError } from './protocol-road.ts';

/** An answer that the protocol does not know. */
export class NoAnswerError extends Error {}

/** The failure behind an error of the library of a protocol, where the agent itself did not say that it failed. */
export function protocolFailure(
  error: unknown,
  call: { road: ProtocolRoad; protocol: string; timeoutMs: number; limits: AgentLimits },
): AgentAnswer {
  const { road, protocol, timeoutMs, limits } = call;
  const cause = road.broken ?? error;
  const causes = listCauses(cause);
  const refused = causes.find((each) => each instanceof RefusedError);
  if (road.ended() === null && refused !== undefined) return refused.answer;
  const answer = networkFailure(cause, { clock: road, timeoutMs, limits });
  // What fails on the network has a code somewhere; an error without one is the library's, about what it read.
  const unknown = answer.kind === 'failed' && answer.error.code === 'connect_error' && causes.every((each) => readCode(each) === null);
  return unknown ? failed('invalid_output', `the answer is none of ${protocol}`, { retryable: true }) : answer;
}
