import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentCard, type Message, Role, type SendMessageRequest } from '@a2a-js/sdk';
import { type Client, ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import {
  A2AError,
  ContentTypeNotSupportedError,
  ExtensionSupportRequiredError,
  RequestMalformedError,
  UnsupportedOperationError,
  VersionNotSupportedError,
} from '@a2a-js/sdk/errors';
import type { AgentProfile } from '../core/agent/agent.ts';
import { A2aResult } from './a2a-result.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { buildModelPrompt } from './build-model-prompt.ts';
import { callByProtocol, type ProtocolCall } from './call-by-protocol.ts';
import type { EgressClient } from './egress-client.ts';
import type { OutputRules } from './read-output.ts';
import type { Redact } from './redact.ts';
import { taskPayload } from './task-payload.ts';

// One message to an agent that speaks A2A (1.0, or 0.3), and its task followed to the end:
//   card read -> message sent -> (stream of updates | one answer) -> asked again while it works -> over | cancelled there

/** Between two questions about a task that goes on without a stream, milliseconds: at first, and at most. */
const ASK_MS = { first: 250, most: 5_000 };
/** Another attempt would hear the same. */
const FINAL = [
  ContentTypeNotSupportedError,
  ExtensionSupportRequiredError,
  RequestMalformedError,
  UnsupportedOperationError,
  VersionNotSupportedError,
];
/** The library takes no longer event of a stream. */
const EVENT_BYTES = 4 * 1024 * 1024;
const JSON_TYPE = 'application/json';

/** Agents with an A2A card. They get the task in words, and as data where they read JSON; what they say meanwhile goes to the log. */
export function createA2aAdapter(client: EgressClient, rules: OutputRules): AgentAdapter<'a2a'> {
  return {
    kind: 'a2a',
    call: (agent, call) =>
      callByProtocol(
        {
          ...{ client, config: agent.config, call, protocol: 'A2A', refusalOf },
          rules: { ...rules, limits: { ...rules.limits, outputBytes: Math.min(rules.limits.outputBytes, EVENT_BYTES) } },
        },
        async (given) => (await converse(agent, given)).answer(given.rules, given.redact),
      ),
  };
}

async function converse(agent: AgentProfile<'a2a'>, { call, road, log }: ProtocolCall): Promise<A2aResult> {
  const { client, card } = await openClient(agent, road.fetch);
  const options = { signal: road.signal };
  const result = new A2aResult((text) => log.push(`${text}\n`));
  try {
    for await (const { payload } of client.sendMessageStream(requestOf(call, card), options)) result.hear(payload);
    for (let pause = ASK_MS.first; result.worksOn !== null; pause = Math.min(2 * pause, ASK_MS.most)) {
      await sleep(pause, undefined, { signal: road.signal });
      result.hear({ $case: 'task', value: await client.getTask({ tenant: '', id: result.worksOn }, options) });
    }
    return result;
  } finally {
    // Nobody waits for it any more, or for the words that it waits for.
    const { toCancel } = result;
    if (toCancel !== null) await client.cancelTask({ tenant: '', id: toCancel, metadata: undefined }).catch(() => {});
  }
}

async function openClient(
  { config }: AgentProfile<'a2a'>,
  fetchImpl: typeof globalThis.fetch,
): Promise<{ client: Client; card: AgentCard }> {
  const options = { fetchImpl, legacyCompat: { enabled: true } };
  const transports = [new JsonRpcTransportFactory(options), new RestTransportFactory(options)];
  const cardResolver = new DefaultAgentCardResolver(options);
  // The address of a card, or of a server that has it at the usual place.
  const path = new URL(config.card_url).pathname === '/' ? undefined : '';
  const card = await cardResolver.resolve(config.card_url, path);
  return { client: await new ClientFactory({ transports, cardResolver }).createFromAgentCard(card), card };
}

function requestOf(call: AgentCall, card: AgentCard): SendMessageRequest {
  const readsJson = card.defaultInputModes.some((mode) => mode === JSON_TYPE || mode === '*/*');
  const common = { metadata: undefined, filename: '' };
  const text = { ...common, content: { $case: 'text' as const, value: buildModelPrompt({}, call).prompt }, mediaType: 'text/plain' };
  const data = { ...common, content: { $case: 'data' as const, value: taskPayload(call) }, mediaType: JSON_TYPE };
  const message: Message = {
    // The same for every delivery of this attempt, so that a repetition can be dropped.
    messageId: call.idempotencyKey,
    ...{ contextId: '', taskId: '', role: Role.ROLE_USER, metadata: undefined, extensions: [], referenceTaskIds: [] },
    parts: readsJson ? [text, data] : [text],
  };
  const configuration = { acceptedOutputModes: [JSON_TYPE, 'text/plain'], taskPushNotificationConfig: undefined, returnImmediately: false };
  return { tenant: '', message, configuration, metadata: undefined };
}

const refusalOf = (error: unknown, redact: Redact): AgentAnswer | null =>
  error instanceof A2AError
    ? failed('agent_error', redact(error.message), { retryable: !FINAL.some((kind) => error instanceof kind) })
    : null;
