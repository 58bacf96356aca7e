import { expect, test } from 'vitest';
import { makeAgent, makeCall } from '../../../tests/agents/make-call.ts';
import type { AgentConfig } from '../core/agent/agent.ts';
import { createSimulatedAdapter } from './simulated.ts';

const unrandom = () => {
  throw new Error('the seed decides');
};
const agent = (config: Partial<AgentConfig<'simulated'>>) =>
  makeAgent('simulated', { latency_ms: 0, latency_jitter: 0, failure_rate: 0, quality: 0.9, ...config });

test('[A16] every output says that it is simulated', async () => {
  const answer = await createSimulatedAdapter(Math.random).call(agent({}), makeCall());
  expect(answer).toEqual({ kind: 'completed', outputText: '{"simulated":true,"agent":"simulated agent","quality":0.9}', usage: null });
});

test('[A16] with a seed an attempt always ends the same way, and attempts differ', async () => {
  const ends = async (seed: number) => {
    const seeded = agent({ failure_rate: 0.5, seed });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => createSimulatedAdapter(unrandom).call(seeded, makeCall({ attemptId: `attempt-${index}` }))),
    );
    return answers.map((answer) => answer.kind).join();
  };
  const first = await ends(7);
  expect(await ends(7)).toBe(first);
  expect(await ends(8)).not.toBe(first);
  const failures = first.split('failed').length - 1;
  expect(failures).toBeGreaterThan(70);
  expect(failures).toBeLessThan(130);
});

test('[A16] the failure rate is that of the draws', async () => {
  const adapter = createSimulatedAdapter(() => 0.3);
  expect(await adapter.call(agent({ failure_rate: 0.31 }), makeCall())).toMatchObject({
    error: { code: 'simulated_failure', retryable: true },
  });
  expect(await adapter.call(agent({ failure_rate: 0.3 }), makeCall())).toMatchObject({ kind: 'completed' });
});

test('[A16] without latency no timer is started', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const calling = createSimulatedAdapter(Math.random).call(agent({}), makeCall());
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBe(before);
  await calling;
});

test('[A16] an abort leaves no timer', async () => {
  const stop = new AbortController();
  const calling = createSimulatedAdapter(Math.random).call(agent({ latency_ms: 3_600_000 }), makeCall({ signal: stop.signal }));
  stop.abort();
  expect(await calling).toMatchObject({ error: { code: 'cancelled' } });
});
