import { expect, test } from 'vitest';
import { makeCall } from '../../../tests/agents/make-call.ts';
import { CHAOS_FAULTS } from '../core/chaos/injection.ts';
import { cleanOutput } from '../core/clean-output.ts';
import type { AgentAnswer, AgentCall } from './adapter.ts';
import { performWithFault } from './inject-fault.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const rules = { cleanOutput, limits: { ...DEFAULT_LIMITS, firstByteMs: 5 } };
const well: AgentAnswer = { kind: 'completed', outputText: '1', usage: null };
const tools = (perform = async () => well) => ({ perform, rules, random: () => 0 });

test.each([
  ['failing', 'agent_error'],
  ['garbage', 'invalid_output'],
  ['hung', 'first_byte_timeout'],
  ['killed', 'agent_gone'],
] as const)('[CH32] an agent that is %s fails with %s, and may be asked again', async (fault, code) => {
  expect(await performWithFault(fault, makeCall(), tools())).toMatchObject({ kind: 'failed', error: { code, retryable: true } });
});

test('[CH32] a killed call had begun, and is aborted', async () => {
  let begun: AbortSignal | null = null;
  const perform = (call: AgentCall) =>
    new Promise<AgentAnswer>((resolve) => {
      begun = call.signal;
      call.signal.addEventListener('abort', () => resolve(well));
    });
  await performWithFault('killed', makeCall(), { perform, rules, random: () => 0 });
  expect((begun as AbortSignal | null)?.aborted).toBe(true);
});

test.each(CHAOS_FAULTS)('[CH32] a call of an agent that is %s settles when it is stopped', async (fault) => {
  const stop = new AbortController();
  stop.abort();
  const answer = await performWithFault(fault, makeCall({ signal: stop.signal }), {
    ...tools(),
    rules: { cleanOutput, limits: DEFAULT_LIMITS },
  });
  expect(answer.kind).not.toBe('completed');
});
