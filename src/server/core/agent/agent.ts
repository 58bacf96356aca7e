import { z } from 'zod';
import { breakerOverrideSchema } from '../breaker/policy-override.ts';
import { plainName } from '../workflow/definition.ts';

// An agent: something that takes a task and answers with a result. Kinds differ in how they are called, nothing else does.

export const AGENT_KINDS = ['command', 'http', 'openai', 'a2a', 'mcp', 'worker', 'simulated'] as const;
export type AgentKind = (typeof AGENT_KINDS)[number];

/**
 * Stored states. `maintenance`: drained, takes nothing new. `shutting_down`: drains, then goes to `inactive` (retired).
 * `busy` is never stored: an active agent whose slots are all taken is shown as busy.
 */
export const STORED_AGENT_STATUSES = ['active', 'maintenance', 'sleeping', 'shutting_down', 'inactive', 'error'] as const;
export type StoredAgentStatus = (typeof STORED_AGENT_STATUSES)[number];
export const AGENT_STATUSES = [...STORED_AGENT_STATUSES, 'busy'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

const httpUrl = z.string().min(1).max(2_000);
/** True: is told what is known about a task, and its results are kept as its own memory. */
const memory = z.boolean().optional();
/** How long a call may take, seconds. What is not set is the installation's: connect 5, first byte 60, between two bytes 30, in all the task's. */
const timeouts = z
  .strictObject({
    connect_seconds: z.number().min(0.1).max(60).optional(),
    first_byte_seconds: z.number().min(0.1).max(86_400).optional(),
    idle_seconds: z.number().min(0.1).max(86_400).optional(),
    total_seconds: z.number().min(0.1).max(604_800).optional(),
  })
  .optional();
/**
 * How long what it works on outside our processes may stand still, seconds: it promises to report progress more often than that (task
 * heartbeats), and an attempt that does not get further for so long is ended. Of the agent and not of the task: only who reports progress
 * can say how often, and a task does not know who will take it. Not set: nothing is promised.
 * Longer than the lease of a pull agent (7 s), so that silence is told from standing still.
 */
const progressTimeout = z.number().min(10).max(604_800).optional();
export type AgentTimeouts = z.output<typeof timeouts>;
const headers = z.record(z.string().min(1).max(200), z.string().max(4_000)).default({});

export const capabilitySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  proficiency: z.number().min(0).max(1).default(0.8),
  areas: z.array(z.string().max(100)).max(50).default([]),
  /** What it means, for matching by meaning. */
  description: z.string().max(500).optional(),
});

export const personaSchema = z.strictObject({
  type: z.string().max(100).optional(),
  style: z.partialRecord(z.enum(['analytical', 'creative', 'collaborative', 'thorough', 'pragmatic']), z.number().min(0).max(1)).optional(),
  description: z.string().max(2_000).optional(),
  metadata: z.record(z.string(), z.json()).default({}),
});

export const agentConfigSchemas = {
  command: z.strictObject({
    argv: z.array(z.string().max(4_000)).min(1).max(100),
    cwd: z.string().max(1_000).optional(),
    /** Names and values added to the clean environment. */
    env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(10_000)).default({}),
    timeout_seconds: z.number().min(0.001).max(604_800).optional(),
    /** Without a byte on stdout or stderr for so long it counts as hung; never, where it is not set. */
    idle_timeout_seconds: z.number().min(0.001).max(604_800).optional(),
    memory,
  }),
  http: z.strictObject({ url: httpUrl, headers, timeouts, progress_timeout_seconds: progressTimeout, memory }),
  openai: z.strictObject({
    base_url: httpUrl,
    model: z.string().min(1).max(200),
    /** Name of a stored secret. */
    api_key_secret: z.string().max(200).optional(),
    system_prompt: z.string().max(20_000).optional(),
    temperature: z.number().min(0).max(2).optional(),
    max_output_tokens: z.number().int().min(1).max(1_000_000).optional(),
    input_cost_per_million_usd: z.number().min(0).optional(),
    output_cost_per_million_usd: z.number().min(0).optional(),
    timeouts,
    memory,
  }),
  a2a: z.strictObject({ card_url: httpUrl, headers, timeouts, memory }),
  mcp: z.strictObject({ url: httpUrl, tool: z.string().min(1).max(200), headers, timeouts }),
  worker: z.strictObject({ progress_timeout_seconds: progressTimeout, memory }),
  simulated: z.strictObject({
    latency_ms: z.number().min(0).max(3_600_000),
    latency_jitter: z.number().min(0).max(1).default(0),
    failure_rate: z.number().min(0).max(1).default(0),
    quality: z.number().min(0).max(1).default(1),
    seed: z.number().int().optional(),
  }),
} as const;

const base = {
  name: plainName,
  capabilities: z.array(capabilitySchema).max(200).default([]),
  persona: personaSchema.optional(),
  max_concurrent_tasks: z.number().int().min(1).max(10_000).default(1),
  cost_per_task_usd: z.number().min(0).max(1_000_000).optional(),
  pool: z.string().max(100).optional(),
  /** What its breakers do otherwise than the preset. */
  breaker: breakerOverrideSchema.optional(),
  metadata: z.record(z.string(), z.json()).default({}),
};

/** The registration of an agent, one member per kind. */
export const registerAgentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('command'), config: agentConfigSchemas.command }),
  z.strictObject({ ...base, kind: z.literal('http'), config: agentConfigSchemas.http }),
  z.strictObject({ ...base, kind: z.literal('openai'), config: agentConfigSchemas.openai }),
  z.strictObject({ ...base, kind: z.literal('a2a'), config: agentConfigSchemas.a2a }),
  z.strictObject({ ...base, kind: z.literal('mcp'), config: agentConfigSchemas.mcp }),
  z.strictObject({ ...base, kind: z.literal('worker'), config: agentConfigSchemas.worker.prefault({}) }),
  z.strictObject({ ...base, kind: z.literal('simulated'), config: agentConfigSchemas.simulated }),
]);
export type RegisterAgent = z.output<typeof registerAgentSchema>;
export type Capability = z.output<typeof capabilitySchema>;
export type PersonaProfile = z.output<typeof personaSchema>;
export type AgentConfig<K extends AgentKind> = z.output<(typeof agentConfigSchemas)[K]>;

/** An agent's own word of its resources: shares of processor and context in use, and memory. */
export interface ReportedResources {
  cpu: number | null;
  memoryMb: number | null;
  contextUsage: number | null;
}

/** An agent as the engine knows it. */
export interface AgentProfile<K extends AgentKind = AgentKind> {
  id: string;
  name: string;
  kind: K;
  status: StoredAgentStatus;
  capabilities: Capability[];
  persona: PersonaProfile | null;
  maxConcurrentTasks: number;
  costPerTaskUsd: number | null;
  config: AgentConfig<K>;
  pool: string | null;
  /** When a pull agent was last heard of (registration counts); epoch ms. */
  lastSeenAt: number;
  /** From when on a pull agent counts as silent, unless it is heard of; epoch ms. Absent: a minute after it was last heard of. */
  silentAt?: number;
  /** What it said of itself of late; absent when it said nothing. */
  reported?: ReportedResources;
  /** Gets only what nobody else can take: it is restrained, and has no slot to spare. */
  lastResort?: true;
}
