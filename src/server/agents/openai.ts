import type { AgentConfig, AgentProfile } from '../core/agent/agent.ts';
import type { AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { buildModelPrompt } from './build-model-prompt.ts';
import { startCallClock } from './call-clock.ts';
import { modelFailure } from './classify-model-error.ts';
import { networkFailure } from './classify-network-error.ts';
import type { EgressClient } from './egress-client.ts';
import { limitsWith, totalTimeout } from './limits.ts';
import { createLineLog, type LineLog } from './log-lines.ts';
import { createModelFetch } from './model-fetch.ts';
import { isJson, jsonOutput, type OutputRules, outputTooLarge } from './read-output.ts';
import { createRedactor, type Redact } from './redact.ts';
import { watchSpending } from './watch-spending.ts';

/** The stored secret of this name; null when there is none. */
export type ReadSecret = (name: string) => Promise<string | null>;

interface ModelCall {
  agent: AgentProfile<'openai'>;
  call: AgentCall;
  apiKey: string | null;
  redact: Redact;
}

/** What a model said, once its stream has ended. */
interface Reply {
  text: string;
  finishReason: string;
  usage: AttemptUsage;
}

/** Ended before the model had: no limit leaves it more than the estimate of what it has cost, US dollars. */
interface CutShort {
  costUsd: number;
}

/**
 * Agents that are models behind an OpenAI-compatible API. The text streams into the log; the output is the text, or its value when the
 * whole text is a JSON object or array. Retries are not made here: core decides them.
 */
export function createOpenaiAdapter(client: EgressClient, rules: OutputRules & { secrets: ReadSecret }): AgentAdapter<'openai'> {
  return {
    kind: 'openai',
    async call(agent, call) {
      const { api_key_secret } = agent.config;
      const apiKey = api_key_secret === undefined ? null : await rules.secrets(api_key_secret);
      if (apiKey === null && api_key_secret !== undefined) {
        return failed('agent_error', `the secret ${api_key_secret} is not stored`, { retryable: false });
      }
      const timed = { ...call, timeoutMs: totalTimeout(call.timeoutMs, agent.config.timeouts?.total_seconds) };
      const limits = limitsWith(rules.limits, agent.config.timeouts);
      return callModel({ agent, call: timed, apiKey, redact: createRedactor(apiKey === null ? [] : [apiKey]) }, client, {
        ...rules,
        limits,
      });
    },
  };
}

async function callModel(model: ModelCall, client: EgressClient, rules: OutputRules): Promise<AgentAnswer> {
  const { call, redact } = model;
  const clock = startCallClock(call, rules.limits);
  const log = createLineLog(call, 'agent', { limits: rules.limits, redact });
  try {
    const stream = await openStream(model, { fetch: createModelFetch(client, clock, rules.limits), signal: clock.signal });
    const reply = await readReply(stream, { model, log, maxBytes: rules.limits.outputBytes });
    if (reply === 'too_large') return outputTooLarge(rules.limits);
    if (!('text' in reply)) return cutShort(reply);
    clock.stop();
    return answerOf(reply, { redact, rules });
  } catch (error) {
    return clock.ended() === null
      ? await modelFailure(error, { clock, timeoutMs: call.timeoutMs, limits: rules.limits, redact })
      : networkFailure(error, { clock, timeoutMs: call.timeoutMs, limits: rules.limits });
  } finally {
    log.end();
    clock.drop();
  }
}

async function openStream({ agent, call, apiKey }: ModelCall, road: { fetch: typeof globalThis.fetch; signal: AbortSignal }) {
  const { config } = agent;
  const [{ streamText }, { createOpenAICompatible }] = await Promise.all([import('ai'), import('@ai-sdk/openai-compatible')]);
  const provider = createOpenAICompatible({
    name: 'agent',
    baseURL: config.base_url,
    includeUsage: true,
    fetch: road.fetch,
    ...(apiKey === null ? {} : { apiKey }),
  });
  return streamText({
    model: provider(config.model),
    ...buildModelPrompt(config, call),
    ...(config.temperature === undefined ? {} : { temperature: config.temperature }),
    ...(config.max_output_tokens === undefined ? {} : { maxOutputTokens: config.max_output_tokens }),
    headers: { 'idempotency-key': call.idempotencyKey, ...(call.traceparent !== undefined && { traceparent: call.traceparent }) },
    maxRetries: 0,
    abortSignal: road.signal,
    // Errors arrive as parts of the stream; without this they would be printed too.
    onError: () => {},
  }).stream;
}

type ModelStream = Awaited<ReturnType<typeof openStream>>;

/** @throws whatever the stream reports as its error */
async function readReply(
  stream: ModelStream,
  into: { model: ModelCall; log: LineLog; maxBytes: number },
): Promise<Reply | CutShort | 'too_large'> {
  const { agent, call } = into.model;
  const { prompt, instructions = '' } = buildModelPrompt(agent.config, call);
  const overspent = watchSpending(agent.config, { inputBytes: Buffer.byteLength(instructions + prompt), spending: call.spending });
  const pieces: string[] = [];
  let size = 0;
  for await (const part of stream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'abort') throw new Error('the stream was aborted');
    if (part.type === 'text-delta') {
      size += Buffer.byteLength(part.text);
      if (size > into.maxBytes) return 'too_large';
      pieces.push(part.text);
      into.log.push(part.text);
      const costUsd = await overspent(size);
      if (costUsd !== null) return { costUsd };
    }
    if (part.type === 'finish') {
      const inputTokens = part.totalUsage.inputTokens ?? null;
      const outputTokens = part.totalUsage.outputTokens ?? null;
      const costUsd = modelCostUsd(into.model.agent.config, { inputTokens, outputTokens });
      return { text: pieces.join(''), finishReason: part.finishReason, usage: { inputTokens, outputTokens, costUsd } };
    }
  }
  throw new Error('the stream ended without a finish');
}

/** What was said so far is paid for and lost; the estimate of its cost is kept, lest it be spent again and again. */
function cutShort({ costUsd }: CutShort): AgentAnswer {
  const message = `the call had cost about $${costUsd.toPrecision(3)}, and no limit leaves it more`;
  return failed('budget_exceeded', message, {
    retryable: true,
    usage: { inputTokens: null, outputTokens: null, costUsd },
    detail: { estimated: true },
  });
}

function answerOf(reply: Reply, { redact, rules }: { redact: Redact; rules: OutputRules }): AgentAnswer {
  const { finishReason, usage } = reply;
  const text = redact(reply.text);
  if (text.trim() === '') {
    const detail = { finish_reason: finishReason };
    return failed('invalid_output', `the model said nothing (${finishReason})`, { retryable: true, usage, detail });
  }
  const whole = /^\s*[[{]/.test(text) && isJson(text);
  return jsonOutput(whole ? text : JSON.stringify({ text, finish_reason: finishReason }), rules, usage);
}

/** What the tokens cost by the agent's prices, in US dollars; null when a price or a count is not known. */
export function modelCostUsd(
  prices: Pick<AgentConfig<'openai'>, 'input_cost_per_million_usd' | 'output_cost_per_million_usd'>,
  tokens: { inputTokens: number | null; outputTokens: number | null },
): number | null {
  const { input_cost_per_million_usd: input, output_cost_per_million_usd: output } = prices;
  if (input === undefined || output === undefined || tokens.inputTokens === null || tokens.outputTokens === null) return null;
  return (tokens.inputTokens * input + tokens.outputTokens * output) / 1_000_000;
}
