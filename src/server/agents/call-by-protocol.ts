import type { AgentConfig } from '../core/agent/agent.ts';
import type { AgentAnswer, AgentCall } from './adapter.ts';
import type { EgressClient } from './egress-client.ts';
import { limitsWith, totalTimeout } from './limits.ts';
import { createLineLog, type LineLog } from './log-lines.ts';
import { protocolFailure } from './protocol-failure.ts';
import { ProtocolRoad } from './protocol-road.ts';
import type { OutputRules } from './read-output.ts';
import { createRedactor, type Redact, secretValues } from './redact.ts';

/** What a call over a protocol has to hand; it ends with the call. */
export interface ProtocolCall {
  call: AgentCall;
  road: ProtocolRoad;
  /** Takes what the agent says while it works. */
  log: LineLog;
  redact: Redact;
  rules: OutputRules;
}

interface Spoken {
  client: EgressClient;
  rules: OutputRules;
  config: Pick<AgentConfig<'a2a' | 'mcp'>, 'headers' | 'timeouts'>;
  call: AgentCall;
  /** Its name, for people. */
  protocol: string;
  /** What the agent itself refused, by the library's error; null: it was something else. */
  refusalOf(error: unknown, redact: Redact): AgentAnswer | null;
}

/** Calls an agent over a protocol that takes several requests: on a road of its own, which is closed whatever comes of it. Never throws. */
export async function callByProtocol(spoken: Spoken, converse: (given: ProtocolCall) => Promise<AgentAnswer>): Promise<AgentAnswer> {
  const { client, config, call, protocol } = spoken;
  const { headers, timeouts } = config;
  const limits = limitsWith(spoken.rules.limits, timeouts);
  const timeoutMs = totalTimeout(call.timeoutMs, timeouts?.total_seconds);
  const redact = createRedactor(secretValues(headers));
  const road = new ProtocolRoad({ client, call: { ...call, timeoutMs }, limits, headers, redact });
  const log = createLineLog(call, 'agent', { limits, redact });
  try {
    return await converse({ call, road, log, redact, rules: { ...spoken.rules, limits } });
  } catch (error) {
    const refusal = road.ended() === null ? spoken.refusalOf(error, redact) : null;
    return refusal ?? protocolFailure(error, { road, protocol, timeoutMs, limits });
  } finally {
    log.end();
    road.close();
  }
}
