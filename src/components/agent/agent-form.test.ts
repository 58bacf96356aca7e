import { describe, expect, it } from 'vitest';
import { registerAgentSchema } from '@/server/core/agent/agent.ts';
import { EMPTY_AGENT_FORM, faultWords, fieldOf, registrationOf } from './agent-form.ts';

const form = { ...EMPTY_AGENT_FORM, name: ' Reviewer ', capabilities: 'review, summarise:0.9' };

describe('registration form', () => {
  it.each([
    ['command', { argv: 'node\nagent.mjs', cwd: '' }, { argv: ['node', 'agent.mjs'] }],
    [
      'http',
      { url: 'http://127.0.0.1:9/x', headers: 'X-Team: hive\nX-Url: http://a:1' },
      { url: 'http://127.0.0.1:9/x', headers: { 'X-Team': 'hive', 'X-Url': 'http://a:1' } },
    ],
    ['openai', { baseUrl: 'http://127.0.0.1:9/v1', model: 'm' }, { base_url: 'http://127.0.0.1:9/v1', model: 'm' }],
    [
      'a2a',
      { cardUrl: 'http://127.0.0.1:9/card.json', idleSeconds: '5' },
      { card_url: 'http://127.0.0.1:9/card.json', timeouts: { idle_seconds: 5 } },
    ],
    [
      'mcp',
      { url: 'http://127.0.0.1:9/mcp', tool: 'dig', headers: 'X-A: b' },
      { url: 'http://127.0.0.1:9/mcp', tool: 'dig', headers: { 'X-A': 'b' } },
    ],
    ['worker', {}, {}],
    ['worker', { progressSeconds: '30' }, { progress_timeout_seconds: 30 }],
    ['command', { argv: 'x', idleSeconds: '5', totalSeconds: '60' }, { idle_timeout_seconds: 5, timeout_seconds: 60 }],
    ['http', { url: 'http://127.0.0.1:9/', idleSeconds: '5', connectSeconds: '1' }, { timeouts: { idle_seconds: 5, connect_seconds: 1 } }],
    ['simulated', { latencyMs: '5', failureRate: '0.5' }, { latency_ms: 5, failure_rate: 0.5 }],
  ] as const)('[U3] a filled %s form is a registration the server takes', (kind, fields, config) => {
    const sent = registrationOf({ ...form, kind, ...fields });
    expect(registerAgentSchema.parse(sent)).toMatchObject({ name: 'Reviewer', kind, max_concurrent_tasks: 2 });
    expect(sent).toMatchObject({ config, capabilities: [{ name: 'review' }, { name: 'summarise', proficiency: 0.9 }] });
  });

  it.each([
    [{ kind: 'command', argv: '' }, 'argv'],
    [{ kind: 'http', url: '' }, 'url'],
    [{ kind: 'openai', baseUrl: 'http://x', model: '' }, 'model'],
    [{ kind: 'a2a', cardUrl: '' }, 'cardUrl'],
    [{ kind: 'mcp', url: 'http://x', tool: '' }, 'tool'],
    [{ kind: 'simulated', latencyMs: 'soon' }, 'latencyMs'],
    [{ kind: 'worker', maxConcurrentTasks: '0' }, 'maxConcurrentTasks'],
    [{ kind: 'worker', capabilities: 'review:7' }, 'capabilities'],
    [{ kind: 'worker', name: '' }, 'name'],
    [{ kind: 'worker', progressSeconds: '1' }, 'progressSeconds'],
    [{ kind: 'http', url: 'http://x', firstByteSeconds: 'long' }, 'firstByteSeconds'],
  ] as const)('[U3] a fault in %j is shown at its field', (fields, field) => {
    const result = registerAgentSchema.safeParse(registrationOf({ ...form, ...fields }));
    expect(result.error?.issues.map(({ path }) => fieldOf(path.join('.')))).toEqual([field]);
  });

  it('[U3] a fault that no field stands for is not swallowed', () => {
    expect(fieldOf('persona.style')).toBeNull();
  });

  it.each([
    ['maxConcurrentTasks', 'many', 'A whole number from 1 to 10,000.'],
    ['failureRate', '7', 'A number from 0 to 1: 0.1 fails one task in ten.'],
    ['name', ' ', 'Fill this in.'],
    ['model', 'm', 'the words of the schema'],
  ] as const)('[U3] a fault at %s (%j) reads: %s', (field, value, words) => {
    expect(faultWords(field, value, 'the words of the schema')).toBe(words);
  });
});
