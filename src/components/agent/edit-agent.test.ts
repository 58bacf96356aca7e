import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentConfigSchemas } from '@/server/core/agent/agent.ts';
import { changeAgentSchema } from '@/server/core/agent/change-agent.ts';
import { FORM_KINDS, type FormKind } from './agent-form.ts';
import { changeOf, type EditedAgent, formOf } from './edit-agent.ts';

const CONFIGS: Record<FormKind, object> = {
  command: {
    argv: ['node', '-e', 'one\ntwo', ' kept '],
    cwd: 'x',
    env: { A: '1', TOKEN: '(set)' },
    timeout_seconds: 9,
    idle_timeout_seconds: 3,
    memory: true,
  },
  http: {
    url: 'http://127.0.0.1:9/',
    headers: { 'X-A': 'b: c' },
    timeouts: { idle_seconds: 5 },
    progress_timeout_seconds: 20,
    memory: true,
  },
  openai: {
    ...{ base_url: 'http://127.0.0.1:9/v1', model: 'm', api_key_secret: 'k', system_prompt: 'Be\nbrief.', temperature: 0.2 },
    ...{
      max_output_tokens: 100,
      input_cost_per_million_usd: 0.5,
      output_cost_per_million_usd: 2,
      timeouts: { connect_seconds: 1 },
      memory: true,
    },
  },
  a2a: { card_url: 'http://127.0.0.1:9/card.json', headers: {}, timeouts: { total_seconds: 4, first_byte_seconds: 2 } },
  mcp: { url: 'http://127.0.0.1:9/mcp', tool: 'dig', headers: { B: '' } },
  worker: { progress_timeout_seconds: 30, memory: true },
  simulated: { latency_ms: 5, latency_jitter: 0.1, failure_rate: 0.2, quality: 0.7, seed: 3 },
};

const agentOf = (kind: FormKind): EditedAgent => ({
  ...{ kind, name: 'one', maxConcurrentTasks: 3, costPerTaskUsd: 0.25 },
  capabilities: [{ name: 'review', proficiency: 0.7, areas: ['code'], description: 'reads code' }],
  config: agentConfigSchemas[kind].parse(CONFIGS[kind]),
});

describe('an agent in its form', () => {
  it.each(FORM_KINDS)('[U19] a %s agent that is opened and saved unchanged stays what it was', (kind) => {
    expect(changeOf(agentOf(kind), formOf(agentOf(kind)))).toEqual({});
  });

  it.each([
    ['command', { totalSeconds: '10' }, { timeout_seconds: 10 }],
    ['command', { env: 'A=2\nTOKEN=(set)' }, { env: { A: '2', TOKEN: '(set)' } }],
    ['http', { idleSeconds: '', connectSeconds: '2' }, { timeouts: { connect_seconds: 2 } }],
    ['openai', { temperature: '1', memory: false }, { temperature: 1, memory: undefined }],
    ['a2a', { headers: 'X-A: 1' }, { headers: { 'X-A': '1' } }],
    ['mcp', { tool: 'find' }, { tool: 'find' }],
    ['worker', { progressSeconds: '' }, { progress_timeout_seconds: undefined }],
    ['simulated', { quality: '0.5', seed: '' }, { quality: 0.5, seed: undefined }],
  ] as const)('[U19] of a %s agent only the fields that were touched change: %j', (kind, typed, changed) => {
    const agent = agentOf(kind);
    const change = changeOf(agent, { ...formOf(agent), ...typed });
    expect(Object.keys(change)).toEqual(['config']);
    expect(JSON.parse(JSON.stringify(change.config))).toEqual(JSON.parse(JSON.stringify({ ...agent.config, ...changed })));
    expect(agentConfigSchemas[kind].safeParse(change.config).success).toBe(true);
  });

  it('[U19] a capability that stays keeps what the form has no field for', () => {
    const agent = agentOf('worker');
    const change = changeOf(agent, { ...formOf(agent), capabilities: 'review:0.9, test', costPerTask: '', maxConcurrentTasks: '5' });
    expect(changeAgentSchema.parse(change)).toEqual({
      capabilities: [
        { name: 'review', proficiency: 0.9, areas: ['code'], description: 'reads code' },
        { name: 'test', proficiency: 0.8, areas: [] },
      ],
      max_concurrent_tasks: 5,
      cost_per_task_usd: null,
    });
  });

  it('[U19] whatever a command is started with comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.dictionary(fc.constantFrom('A', 'B'), fc.string()), (argv, env) => {
        const agent: EditedAgent = { ...agentOf('command'), config: { argv, env } };
        expect(changeOf(agent, formOf(agent))).toEqual({});
        expect(changeOf(agent, { ...formOf(agent), cwd: 'y' }).config).toEqual({ argv, env, cwd: 'y' });
      }),
    );
  });
});
