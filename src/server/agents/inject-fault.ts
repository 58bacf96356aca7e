import { setTimeout as delay } from 'node:timers/promises';
import { type ChaosFault, SLOW_MS } from '../core/chaos/injection.ts';
import type { AgentAnswer, AgentCall } from './adapter.ts';
import { CANCELLED, failed } from './agent-answers.ts';
import { jsonOutput, type OutputRules } from './read-output.ts';

/** What a broken agent writes before it stops making sense. */
const GARBAGE = '{"result": tru';
/** A killed call lives this long at most; milliseconds. */
const KILLED_WITHIN_MS = 500;

export interface FaultTools {
  /** The call as it would be without the fault. */
  perform: (call: AgentCall) => Promise<AgentAnswer>;
  rules: OutputRules;
  random: () => number;
}

/** Resolves after so long, or when the signal fires. */
const wait = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal, ref: false }).catch(() => undefined);

/** The call really begins and is aborted half-way: a command is killed, a connection cut. What it had to say is lost. */
async function kill(call: AgentCall, { perform, random }: FaultTools): Promise<AgentAnswer> {
  const end = new AbortController();
  const signal = AbortSignal.any([call.signal, end.signal]);
  const performed = perform({ ...call, signal });
  await wait(random() * KILLED_WITHIN_MS, call.signal);
  end.abort();
  await performed;
  return failed('agent_gone', 'the agent was killed on purpose (an injected fault)', { retryable: true });
}

/** One call of an agent into which a fault was put. Settles when the call's signal fires, like every call. */
export async function performWithFault(fault: ChaosFault, call: AgentCall, tools: FaultTools): Promise<AgentAnswer> {
  switch (fault) {
    case 'slow':
      await wait(SLOW_MS, call.signal);
      return call.signal.aborted ? CANCELLED : tools.perform(call);
    case 'failing':
      return failed('agent_error', 'the agent fails on purpose (an injected fault)', { retryable: true });
    case 'hung':
      await wait(tools.rules.limits.firstByteMs, call.signal);
      if (call.signal.aborted) return CANCELLED;
      return failed('first_byte_timeout', `no answer within ${tools.rules.limits.firstByteMs} ms (an injected fault)`, { retryable: true });
    case 'garbage':
      return jsonOutput(GARBAGE, tools.rules);
    case 'killed':
      return kill(call, tools);
  }
}
