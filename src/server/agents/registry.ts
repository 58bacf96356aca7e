import type { AgentKind, AgentProfile } from '../core/agent/agent.ts';
import type { EgressPolicy } from '../core/egress/policy.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { CANCELLED, failed } from './agent-answers.ts';
import { createCommandAdapter } from './command.ts';
import type { EgressClient } from './egress-client.ts';
import type { Resolve } from './egress-dispatcher.ts';
import { type AgentLimits, DEFAULT_LIMITS } from './limits.ts';
import type { ReadSecret } from './openai.ts';
import type { CleanOutput } from './read-output.ts';
import { createSimulatedAdapter } from './simulated.ts';
import { createWorkerAdapter } from './worker.ts';

export interface AdapterOptions {
  egress: EgressPolicy;
  allowCommandAgents: boolean;
  secrets: ReadSecret;
  cleanOutput: CleanOutput;
  /** The working directory of commands that name none. */
  installationDir: string;
  /** What commands inherit: PATH, LANG, TZ. */
  commandEnvironment: Record<string, string>;
  /** Uniform in [0, 1). */
  random(): number;
  limits?: Partial<AgentLimits>;
  /** Name lookup; the system's unless given. */
  resolve?: Resolve;
}

export interface Adapters {
  /** Calls an agent of any kind. Never throws. */
  call(agent: AgentProfile, call: AgentCall): Promise<AgentAnswer>;
  /** Drops every connection that is kept for later calls. */
  close(): Promise<void>;
}

/** The adapters of all kinds. What only some kinds need (the HTTP client, the model library) is loaded at the first call of such an agent. */
export function createAdapters(options: AdapterOptions): Adapters {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rules = { cleanOutput: options.cleanOutput, limits };
  let client: Promise<EgressClient> | undefined;
  const openClient = () => {
    client ??= import('./egress-client.ts').then(({ createEgressClient }) =>
      createEgressClient({ policy: options.egress, ...(options.resolve ? { resolve: options.resolve } : {}) }),
    );
    return client;
  };
  const simulated = createSimulatedAdapter(options.random);
  const loaders: { [K in AgentKind]: () => Promise<AgentAdapter<K>> } = {
    command: once(async () =>
      createCommandAdapter({
        ...rules,
        allowed: options.allowCommandAgents,
        installationDir: options.installationDir,
        environment: options.commandEnvironment,
      }),
    ),
    http: once(async () => {
      const [{ createHttpAdapter }, egress] = await Promise.all([import('./http.ts'), openClient()]);
      return createHttpAdapter(egress, rules);
    }),
    openai: once(async () => {
      const [{ createOpenaiAdapter }, egress] = await Promise.all([import('./openai.ts'), openClient()]);
      return createOpenaiAdapter(egress, { ...rules, secrets: options.secrets });
    }),
    a2a: once(async () => {
      const [{ createA2aAdapter }, egress] = await Promise.all([import('./a2a.ts'), openClient()]);
      return createA2aAdapter(egress, rules);
    }),
    mcp: once(async () => {
      const [{ createMcpAdapter }, egress] = await Promise.all([import('./mcp.ts'), openClient()]);
      return createMcpAdapter(egress, rules);
    }),
    worker: once(async () => createWorkerAdapter()),
    simulated: async () => simulated,
  };

  async function callLoaded<K extends AgentKind>(agent: AgentProfile<K>, call: AgentCall): Promise<AgentAnswer> {
    if (call.signal.aborted) return CANCELLED;
    try {
      return await (await loaders[agent.kind]()).call(agent, call);
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown';
      return failed('internal', 'the call failed inside the adapter', { retryable: true, detail: { cause } });
    }
  }

  return {
    // The benchmark's agent takes no detour.
    call: (agent, call) => (isKind(agent, 'simulated') ? simulated.call(agent, call) : callLoaded(agent, call)),
    async close() {
      await (await client)?.close();
    },
  };
}

function isKind<K extends AgentKind>(agent: AgentProfile, kind: K): agent is AgentProfile<K> & AgentProfile {
  return agent.kind === kind;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
