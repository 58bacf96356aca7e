import type { AgentKind } from '@/server/core/agent/agent.ts';

// A registration as a form holds it: text, until it is sent. The kinds offered are those that a form can describe in full.

export const FORM_KINDS = ['command', 'http', 'openai', 'a2a', 'mcp', 'worker', 'simulated'] as const satisfies readonly AgentKind[];
export type FormKind = (typeof FORM_KINDS)[number];

export interface AgentForm {
  kind: FormKind;
  name: string;
  /** "review, summarise:0.9": names, each with an optional proficiency 0..1. */
  capabilities: string;
  maxConcurrentTasks: string;
  /** US dollars; empty: none is agreed. */
  costPerTask: string;
  /** Is told what is known about a task, and its results are kept. */
  memory: boolean;
  /** One argument per line. */
  argv: string;
  cwd: string;
  /** "NAME=value", one per line. */
  env: string;
  url: string;
  cardUrl: string;
  /** Of an MCP server. */
  tool: string;
  /** "Name: value", one per line. */
  headers: string;
  baseUrl: string;
  model: string;
  apiKeySecret: string;
  systemPrompt: string;
  temperature: string;
  maxOutputTokens: string;
  /** US dollars per million tokens. */
  inputPrice: string;
  outputPrice: string;
  latencyMs: string;
  latencyJitter: string;
  failureRate: string;
  quality: string;
  seed: string;
  /** Seconds; empty: the installation's, or none. */
  connectSeconds: string;
  firstByteSeconds: string;
  idleSeconds: string;
  totalSeconds: string;
  progressSeconds: string;
}

export const EMPTY_AGENT_FORM: AgentForm = {
  kind: 'command',
  name: '',
  capabilities: '',
  maxConcurrentTasks: '2',
  costPerTask: '',
  memory: false,
  argv: '',
  cwd: '',
  env: '',
  url: '',
  cardUrl: '',
  tool: '',
  headers: '',
  baseUrl: '',
  model: '',
  apiKeySecret: '',
  systemPrompt: '',
  temperature: '',
  maxOutputTokens: '',
  inputPrice: '',
  outputPrice: '',
  latencyMs: '200',
  latencyJitter: '',
  failureRate: '0',
  quality: '',
  seed: '',
  connectSeconds: '',
  firstByteSeconds: '',
  idleSeconds: '',
  totalSeconds: '',
  progressSeconds: '',
};

/** Text of a number field: what is no number stays what was typed, so that the schema can say so. */
const number = (text: string): number | string => (text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text));
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
/** An empty field is left out. */
const optional = <K extends string>(name: K, text: string): Partial<Record<K, string>> =>
  text.trim() === '' ? {} : ({ [name]: text.trim() } as Record<K, string>);

/** A number that may be left out. */
const optionalNumber = <K extends string>(name: K, text: string): Partial<Record<K, number | string>> =>
  text.trim() === '' ? {} : ({ [name]: number(text) } as Record<K, number | string>);

/** How long a call over the network may take; nothing where nothing is said. */
function timeouts(form: AgentForm): { timeouts?: object } {
  const said = {
    ...optionalNumber('connect_seconds', form.connectSeconds),
    ...optionalNumber('first_byte_seconds', form.firstByteSeconds),
    ...optionalNumber('idle_seconds', form.idleSeconds),
    ...optionalNumber('total_seconds', form.totalSeconds),
  };
  return Object.keys(said).length === 0 ? {} : { timeouts: said };
}

/** What is typed of capabilities, as the server takes it. */
export function capabilitiesOf(text: string): { name: string; proficiency?: number }[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, name, proficiency] = /^(.*?)(?::\s*([\d.]+))?$/.exec(part) ?? [];
      return { name: name?.trim() ?? '', ...(proficiency !== undefined && { proficiency: Number(proficiency) }) };
    });
}

/** Names and values, one pair per line. */
function pairs(text: string, between: ':' | '='): Record<string, string> {
  return Object.fromEntries(
    lines(text).map((line) => {
      const at = line.indexOf(between);
      return at === -1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

const headers = (text: string) => pairs(text, ':');
const memory = ({ memory: on }: AgentForm) => (on ? { memory: true } : {});
const environment = ({ env }: AgentForm) => (env.trim() === '' ? {} : { env: pairs(env, '=') });

/** The configuration that a form describes, by kind. */
export const CONFIGS: Record<FormKind, (form: AgentForm) => Record<string, unknown>> = {
  command: (form) => ({
    argv: lines(form.argv),
    ...optional('cwd', form.cwd),
    ...environment(form),
    ...optionalNumber('timeout_seconds', form.totalSeconds),
    ...optionalNumber('idle_timeout_seconds', form.idleSeconds),
    ...memory(form),
  }),
  http: (form) => ({
    url: form.url.trim(),
    headers: headers(form.headers),
    ...timeouts(form),
    ...optionalNumber('progress_timeout_seconds', form.progressSeconds),
    ...memory(form),
  }),
  openai: (form) => ({
    base_url: form.baseUrl.trim(),
    model: form.model.trim(),
    ...optional('api_key_secret', form.apiKeySecret),
    ...optional('system_prompt', form.systemPrompt),
    ...optionalNumber('temperature', form.temperature),
    ...optionalNumber('max_output_tokens', form.maxOutputTokens),
    ...optionalNumber('input_cost_per_million_usd', form.inputPrice),
    ...optionalNumber('output_cost_per_million_usd', form.outputPrice),
    ...timeouts(form),
    ...memory(form),
  }),
  a2a: (form) => ({ card_url: form.cardUrl.trim(), headers: headers(form.headers), ...timeouts(form), ...memory(form) }),
  mcp: (form) => ({ url: form.url.trim(), tool: form.tool.trim(), headers: headers(form.headers), ...timeouts(form) }),
  worker: (form) => ({ ...optionalNumber('progress_timeout_seconds', form.progressSeconds), ...memory(form) }),
  simulated: (form) => ({
    latency_ms: number(form.latencyMs),
    failure_rate: number(form.failureRate),
    ...optionalNumber('latency_jitter', form.latencyJitter),
    ...optionalNumber('quality', form.quality),
    ...optionalNumber('seed', form.seed),
  }),
};

/** The registration a form describes, not yet checked. */
export function registrationOf(form: AgentForm): Record<string, unknown> {
  return {
    name: form.name.trim(),
    kind: form.kind,
    capabilities: capabilitiesOf(form.capabilities),
    max_concurrent_tasks: number(form.maxConcurrentTasks),
    ...optionalNumber('cost_per_task_usd', form.costPerTask),
    config: CONFIGS[form.kind](form),
  };
}

const FIELD_OF: Record<string, keyof AgentForm> = {
  name: 'name',
  capabilities: 'capabilities',
  max_concurrent_tasks: 'maxConcurrentTasks',
  cost_per_task_usd: 'costPerTask',
  'config.argv': 'argv',
  'config.cwd': 'cwd',
  'config.env': 'env',
  'config.url': 'url',
  'config.card_url': 'cardUrl',
  'config.tool': 'tool',
  'config.headers': 'headers',
  'config.base_url': 'baseUrl',
  'config.model': 'model',
  'config.api_key_secret': 'apiKeySecret',
  'config.system_prompt': 'systemPrompt',
  'config.temperature': 'temperature',
  'config.max_output_tokens': 'maxOutputTokens',
  'config.input_cost_per_million_usd': 'inputPrice',
  'config.output_cost_per_million_usd': 'outputPrice',
  'config.latency_ms': 'latencyMs',
  'config.latency_jitter': 'latencyJitter',
  'config.failure_rate': 'failureRate',
  'config.quality': 'quality',
  'config.seed': 'seed',
  'config.timeout_seconds': 'totalSeconds',
  'config.idle_timeout_seconds': 'idleSeconds',
  'config.progress_timeout_seconds': 'progressSeconds',
  'config.timeouts.connect_seconds': 'connectSeconds',
  'config.timeouts.first_byte_seconds': 'firstByteSeconds',
  'config.timeouts.idle_seconds': 'idleSeconds',
  'config.timeouts.total_seconds': 'totalSeconds',
};

/** The field that a fault's path belongs to; null when the form has none for it. */
export function fieldOf(path: string): keyof AgentForm | null {
  for (let prefix = path; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
    const field = FIELD_OF[prefix];
    if (field) return field;
  }
  return null;
}

/** What a field takes, where more is to be said than the schema's own words ("must be at least 1"). */
const TAKES: Partial<Record<keyof AgentForm, string>> = {
  capabilities: 'Names with commas between them; a proficiency is a number from 0 to 1.',
  maxConcurrentTasks: 'A whole number from 1 to 10,000.',
  costPerTask: 'A number of US dollars: 0.05 is five cents.',
  env: 'NAME=value, one per line; names of letters, digits and _.',
  temperature: 'A number from 0 to 2.',
  maxOutputTokens: 'A whole number from 1 to 1,000,000.',
  inputPrice: 'A number of US dollars, 0 or more.',
  outputPrice: 'A number of US dollars, 0 or more.',
  latencyJitter: 'A number from 0 to 1: 0.2 is up to a fifth more or less.',
  quality: 'A number from 0 to 1.',
  seed: 'A whole number.',
  latencyMs: 'A number of milliseconds from 0 to 3,600,000.',
  failureRate: 'A number from 0 to 1: 0.1 fails one task in ten.',
  url: 'An address that begins with http:// or https://.',
  baseUrl: 'An address that begins with http:// or https://.',
  connectSeconds: 'A number of seconds from 0.1 to 60.',
  firstByteSeconds: 'A number of seconds from 0.1 to 86,400.',
  idleSeconds: 'A number of seconds, 0.1 or more.',
  totalSeconds: 'A number of seconds, 0.1 or more.',
  progressSeconds: 'A number of seconds from 10 on.',
};

/** What is wrong with a field that the schema refuses, in words for people; `message` is the schema's. */
export function faultWords(field: keyof AgentForm, value: string, message: string): string {
  return value.trim() === '' ? 'Fill this in.' : (TAKES[field] ?? message);
}
