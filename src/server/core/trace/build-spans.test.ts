import { describe, expect, it } from 'vitest';
import { spanOfRun, spanOfTask, spansOfAttempt } from './build-spans.ts';
import { headerListSchema } from './header-list.ts';
import type { TracedAttempt } from './span.ts';

const runId = '01939d3c-5a00-7abc-8def-000000000001';
const taskId = '01939d3c-5a00-7abc-8def-000000000002';
const at = (ms: number) => new Date(1_700_000_000_000 + ms);
const attempt: TracedAttempt = {
  id: '01939d3c-5a00-7abc-8def-000000000003',
  runId,
  traceParent: null,
  taskId,
  taskKey: 'build',
  taskType: 'code',
  number: 2,
  status: 'completed',
  hedge: false,
  createdAt: at(10),
  startedAt: at(12),
  endedAt: at(40),
  errorCode: null,
  verification: null,
  inputTokens: 7,
  outputTokens: 9,
  costUsd: 0.01,
  strategy: 'hybrid_intelligence',
  score: 0.8,
  agent: { id: 'a1', name: 'Ada', kind: 'openai', model: 'small', tool: null },
  content: null,
};

describe('spans of rows', () => {
  it('[OT3] a model that was asked: an attempt, and a chat within it, with its tokens', () => {
    const [own, call, ...more] = spansOfAttempt(attempt);
    expect(more).toEqual([]);
    expect(own).toMatchObject({ name: 'attempt 2 of build', kind: 'internal', startedAt: at(10), endedAt: at(40), failed: false });
    expect(own?.events).toEqual([
      {
        name: 'hive.routing.decision',
        at: at(10),
        attributes: { 'hive.routing.strategy': 'hybrid_intelligence', 'hive.routing.score': 0.8, 'gen_ai.agent.name': 'Ada' },
      },
    ]);
    expect(call).toEqual({
      traceId: runId.replaceAll('-', ''),
      spanId: 'cdef000000000003',
      parentSpanId: own?.spanId,
      name: 'chat small',
      kind: 'client',
      startedAt: at(12),
      endedAt: at(40),
      failed: false,
      events: [],
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.agent.id': 'a1',
        'gen_ai.agent.name': 'Ada',
        'gen_ai.conversation.id': runId,
        'gen_ai.request.model': 'small',
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.output_tokens': 9,
        'hive.agent.kind': 'openai',
      },
    });
  });

  it('[OT3] agents of other kinds are invoked, tools executed; one that never began was not called', () => {
    const named = (agent: Partial<TracedAttempt['agent']>) =>
      spansOfAttempt({ ...attempt, agent: { ...attempt.agent, model: null, ...agent } })[1]?.name;
    expect(named({ kind: 'command' })).toBe('invoke_agent Ada');
    expect(named({ kind: 'mcp', tool: 'search' })).toBe('execute_tool search');
    expect(spansOfAttempt({ ...attempt, startedAt: null })).toHaveLength(1);
  });

  it('[OT3] a failure names its code, and nothing of what the agent said', () => {
    const spans = spansOfAttempt({ ...attempt, status: 'failed', errorCode: 'timeout' });
    expect(spans.map(({ failed, attributes }) => [failed, attributes['error.type']])).toEqual([
      [true, 'timeout'],
      [true, 'timeout'],
    ]);
    expect(spansOfAttempt({ ...attempt, status: 'lost' })[0]?.attributes['error.type']).toBe('lost');
  });

  it('[OT4] contents are sent only where they were read, without values of secret-sounding names, cut', () => {
    const content = { input: { question: 'why', api_key: 'hunter2' }, output: 'x'.repeat(100_000) };
    const call = spansOfAttempt({ ...attempt, content })[1];
    const [input, output] = ['gen_ai.input.messages', 'gen_ai.output.messages'].map((name) => JSON.parse(String(call?.attributes[name])));
    expect(JSON.parse(input[0].parts[0].content)).toEqual({ question: 'why', api_key: '[redacted]' });
    expect(output).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: expect.any(String) }], finish_reason: 'stop' }]);
    expect(output[0].parts[0].content.length).toBeLessThanOrEqual(8_000);
    expect(JSON.stringify(spansOfAttempt(attempt))).not.toContain('messages');
  });

  it('[OT3] a run hangs below who asked for it, its tasks below it, calls of a map below the map', () => {
    const run = {
      runId,
      traceParent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      name: 'Build it',
      workflowId: 'build',
      status: 'failed',
      executionMode: 'adaptive',
      total: 2,
      failed: 1,
      lineage: null,
      createdAt: at(0),
      // Clocks differ.
      finishedAt: at(-5),
    };
    const root = spanOfRun(run);
    expect(root).toMatchObject({ name: 'invoke_workflow build', parentSpanId: '00f067aa0ba902b7', failed: true, endedAt: at(0) });
    const task = {
      ...run,
      id: taskId,
      key: 'map',
      taskType: 'code',
      parentId: null,
      attempts: 0,
      errorCode: null,
      startedAt: at(1),
      finishedAt: at(2),
    };
    const of = spanOfTask({ ...task, status: 'skipped' });
    expect([of.traceId, of.parentSpanId, of.failed]).toEqual([root.traceId, root.spanId, false]);
    expect(spanOfTask({ ...task, id: runId, parentId: taskId, status: 'failed' })).toMatchObject({
      parentSpanId: of.spanId,
      attributes: { 'error.type': '_OTHER' },
    });
  });

  it.each([
    ['authorization=Bearer%20x, tenant = 1', { authorization: 'Bearer x', tenant: '1' }],
    ['', {}],
    ['=x', null],
    ['a', null],
    ['a=%', null],
    ['a=b%0d%0ac: d', null],
    ['a b=c', null],
  ])('[OT1] headers as an environment writes them: %j', (text, headers) => {
    const parsed = headerListSchema.safeParse(text);
    expect(parsed.success ? parsed.data : null).toEqual(headers);
  });
});
