import type { AgentConfig, AgentKind } from '@/server/core/agent/agent.ts';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { type AgentForm, CONFIGS, capabilitiesOf, EMPTY_AGENT_FORM, registrationOf } from './agent-form.ts';

// An agent as the form has it, and back: what was typed becomes a change of what is stored, and everything else stays what it was.

export type EditedAgent = Pick<AgentView, 'kind' | 'name' | 'capabilities' | 'maxConcurrentTasks' | 'costPerTaskUsd' | 'config'>;

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const pairs = (values: Record<string, string> | undefined, between: string) =>
  Object.entries(values ?? {})
    .map(([name, value]) => `${name}${between}${value}`)
    .join('\n');

/** Every configuration as one whose fields may all be missing. */
type AnyConfig = Partial<{ [K in AgentKind]: AgentConfig<K> }[AgentKind]> & Record<string, unknown>;

function configFields(config: AnyConfig): Partial<AgentForm> {
  const times = (config.timeouts ?? {}) as Record<string, unknown>;
  return {
    argv: ((config.argv as string[] | undefined) ?? []).join('\n'),
    cwd: text(config.cwd),
    env: pairs(config.env as Record<string, string> | undefined, '='),
    url: text(config.url),
    cardUrl: text(config.card_url),
    tool: text(config.tool),
    headers: pairs(config.headers as Record<string, string> | undefined, ': '),
    baseUrl: text(config.base_url),
    model: text(config.model),
    apiKeySecret: text(config.api_key_secret),
    systemPrompt: text(config.system_prompt),
    temperature: text(config.temperature),
    maxOutputTokens: text(config.max_output_tokens),
    inputPrice: text(config.input_cost_per_million_usd),
    outputPrice: text(config.output_cost_per_million_usd),
    latencyMs: text(config.latency_ms),
    latencyJitter: text(config.latency_jitter),
    failureRate: text(config.failure_rate),
    quality: text(config.quality),
    seed: text(config.seed),
    connectSeconds: text(times.connect_seconds),
    firstByteSeconds: text(times.first_byte_seconds),
    idleSeconds: text(times.idle_seconds ?? config.idle_timeout_seconds),
    totalSeconds: text(times.total_seconds ?? config.timeout_seconds),
    progressSeconds: text(config.progress_timeout_seconds),
    memory: config.memory === true,
  };
}

/** The form of an agent that is there. */
export function formOf(agent: EditedAgent): AgentForm {
  return {
    ...EMPTY_AGENT_FORM,
    ...configFields(agent.config as AnyConfig),
    kind: agent.kind,
    name: agent.name,
    capabilities: agent.capabilities.map(({ name, proficiency }) => `${name}:${proficiency}`).join(', '),
    maxConcurrentTasks: String(agent.maxConcurrentTasks),
    costPerTask: text(agent.costPerTaskUsd),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What no field stands for (an argument with a line break, an area) stays, and so does every field that was not touched. */
function changedConfig(agent: EditedAgent, form: AgentForm): Record<string, unknown> | undefined {
  const [before, after] = [CONFIGS[agent.kind](formOf(agent)), CONFIGS[agent.kind](form)];
  const touched = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !same(before[key], after[key]));
  if (touched.length === 0) return undefined;
  const kept = Object.entries(agent.config).filter(([key]) => !touched.includes(key));
  const set = Object.entries(after).filter(([key]) => touched.includes(key));
  return Object.fromEntries([...kept, ...set]);
}

function changedCapabilities(agent: EditedAgent, form: AgentForm) {
  return capabilitiesOf(form.capabilities).map((typed) => ({ ...agent.capabilities.find(({ name }) => name === typed.name), ...typed }));
}

/** The change that a form describes, not yet checked: only what is another than it was. */
export function changeOf(agent: EditedAgent, form: AgentForm): Record<string, unknown> {
  const [before, after] = [registrationOf(formOf(agent)), registrationOf(form)];
  const config = changedConfig(agent, form);
  return {
    ...(!same(before.name, after.name) && { name: after.name }),
    ...(!same(before.capabilities, after.capabilities) && { capabilities: changedCapabilities(agent, form) }),
    ...(!same(before.max_concurrent_tasks, after.max_concurrent_tasks) && { max_concurrent_tasks: after.max_concurrent_tasks }),
    ...(!same(before.cost_per_task_usd, after.cost_per_task_usd) && { cost_per_task_usd: after.cost_per_task_usd ?? null }),
    ...(config !== undefined && { config }),
  };
}
