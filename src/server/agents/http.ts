import type { Response } from 'undici';
import type { AgentProfile } from '../core/agent/agent.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { type CallClock, startCallClock } from './call-clock.ts';
import { statusFailure } from './classify-http-status.ts';
import { networkFailure } from './classify-network-error.ts';
import { type EgressClient, readStart, readText } from './egress-client.ts';
import { limitsWith, totalTimeout } from './limits.ts';
import { jsonOutput, type OutputRules, textOutput } from './read-output.ts';
import { createRedactor, type Redact, secretValues } from './redact.ts';
import { taskPayload } from './task-payload.ts';

/** Bytes of a refusal that are kept with the error. */
const EXCERPT_BYTES = 500;

/**
 * Agents that take the task as an HTTP POST. 200 carries the output, 202 promises it by POST /tasks/{id}/complete, 204 means that there is
 * none.
 */
export function createHttpAdapter(client: EgressClient, rules: OutputRules): AgentAdapter<'http'> {
  return {
    kind: 'http',
    async call(agent, call) {
      const { timeouts } = agent.config;
      const limits = limitsWith(rules.limits, timeouts);
      const timeoutMs = totalTimeout(call.timeoutMs, timeouts?.total_seconds);
      const clock = startCallClock({ ...call, timeoutMs }, limits);
      const redact = createRedactor(secretValues(agent.config.headers));
      try {
        const response = await client.fetch(agent.config.url, buildRequest(agent, call), clock);
        return await readAnswer(response, { clock, rules, redact });
      } catch (error) {
        return networkFailure(error, { clock, timeoutMs, limits });
      } finally {
        clock.stop();
      }
    },
  };
}

function buildRequest(agent: AgentProfile<'http'>, call: AgentCall) {
  return {
    method: 'POST',
    headers: {
      accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
      'user-agent': 'agent-hive',
      ...lowerCaseNames(agent.config.headers),
      'content-type': 'application/json',
      'idempotency-key': call.idempotencyKey,
      ...(call.traceparent !== undefined && { traceparent: call.traceparent }),
    },
    body: JSON.stringify(taskPayload(call)),
  };
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function readAnswer(response: Response, call: { clock: CallClock; rules: OutputRules; redact: Redact }): Promise<AgentAnswer> {
  const { clock, rules, redact } = call;
  const { status } = response;
  if (status === 202 || status === 204 || status === 205) {
    await response.body?.cancel();
    return status === 202 ? { kind: 'accepted' } : jsonOutput('null', rules);
  }
  if (status < 200 || status > 299) {
    const body = redact(await readStart(response, clock, EXCERPT_BYTES));
    const { headers } = response;
    return statusFailure({ status, retryAfter: headers.get('retry-after'), location: headers.get('location'), body }, Date.now());
  }
  const text = redact(await readText(response, clock, rules.limits.outputBytes));
  if (text.trim() === '') {
    return failed('invalid_output', `the agent answered ${status} with nothing; 204 says that there is no output`, { retryable: true });
  }
  const claimsJson = /[/+]json\s*(;|$)/i.test(response.headers.get('content-type') ?? '');
  return claimsJson ? jsonOutput(text, rules) : textOutput(text, rules);
}
