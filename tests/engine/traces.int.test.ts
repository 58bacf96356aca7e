import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { exportTraces } from '../../src/server/use-cases/export-traces.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, failedWith } from './scripted-agents.ts';

/** A span as OTLP has it in JSON. */
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number };
  attributes: { key: string; value: Record<string, unknown> }[];
  events: { name: string }[];
}

/** Takes what an exporter sends, or answers with a status of its own. */
class Collector {
  readonly spans: OtlpSpan[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  resource: Record<string, unknown> = {};
  status = 200;
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.headers.push(request.headers);
      if (this.status === 200 && request.url === '/v1/traces') this.#take(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(this.status, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #take(body: { resourceSpans: { resource: { attributes: OtlpSpan['attributes'] }; scopeSpans: { spans: OtlpSpan[] }[] }[] }): void {
    for (const { resource, scopeSpans } of body.resourceSpans) {
      this.resource = read(resource.attributes);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
  }
}

const read = (attributes: OtlpSpan['attributes']): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const ASKED = `00-${TRACE}-00f067aa0ba902b7-01`;

const collector = new Collector();
let hive: Harness;
let key = '';
/** What agents were told, by task. */
const told = new Map<string, string | undefined>();

beforeAll(async () => {
  hive = await createHarness({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${await collector.open()}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector',
  });
  key = (await createApiKey(hive.deps, { name: 'traced', role: 'operator', expiresAt: null }, BY)).key;
  await hive.addAgent({ name: 'Ada', slots: 4 });
  hive.agents.on('work', (call) => {
    told.set(call.taskKey, call.traceparent);
    return completed({ secret_answer: 'forty-two' });
  });
  let tries = 0;
  hive.agents.on('shaky', () => {
    tries += 1;
    return tries === 1 ? failedWith({ code: 'agent_error', message: 'a private matter', retryable: true }) : completed(1);
  });
  await exportTraces(hive.deps);
  await hive.startWorker();
});
afterAll(async () => {
  await hive.close();
  await collector.close();
});
beforeEach(() => {
  collector.spans.length = 0;
  collector.headers.length = 0;
  collector.status = 200;
  told.clear();
});

/** A run that ended counts as having ended a minute earlier, old enough to be told, and as not told yet. */
const age = async (runId: string) => {
  const minute = "- interval '1 minute'";
  await hive.rows(
    `UPDATE attempt SET created_at = created_at ${minute}, started_at = started_at ${minute}, ended_at = ended_at ${minute} WHERE run_id = $1`,
    [runId],
  );
  await hive.rows(`UPDATE task SET ready_at = ready_at ${minute}, finished_at = finished_at ${minute} WHERE run_id = $1`, [runId]);
  await hive.rows(`UPDATE run SET created_at = created_at ${minute}, finished_at = finished_at ${minute} WHERE id = $1`, [runId]);
  await tellFrom(runId);
};
/** What is told next begins with this run. */
const tellFrom = (runId: string) =>
  hive.rows(
    `UPDATE setting SET value = (SELECT json_build_object('at', created_at - interval '1 second') FROM run WHERE id = $1) WHERE name = 'traces_until'`,
    [runId],
  );
const named = (name: string) => collector.spans.filter((span) => span.name === name);
const execute = (definition: object, headers: Record<string, string> = {}) =>
  callRest(hive.deps, { method: 'POST', path: '/workflow/execute', key, headers, json: { name: 'traced', ...definition } });

describe('traces', () => {
  test('[OT1] a run is told as one trace below the request that started it; agents are told their place in it', async () => {
    const { body } = await execute(
      { workflow_id: 'traced', tasks: [task('a'), task('b', ['a'], { task_type: 'shaky', retry: { max_attempts: 2, backoff_ms: 1 } })] },
      { traceparent: ASKED },
    );
    expect(await hive.ended(body.run_id)).toBe('completed');
    await age(body.run_id);
    expect(await exportTraces(hive.deps)).toBe(collector.spans.length);
    expect(collector.headers[0]).toMatchObject({ authorization: 'Bearer collector', 'content-type': 'application/json' });
    expect(collector.resource).toMatchObject({ 'service.name': 'agent-hive', 'service.version': expect.any(String) });
    expect(collector.spans.map(({ name }) => name).sort()).toEqual([
      'attempt 1 of a',
      'attempt 1 of b',
      'attempt 2 of b',
      'invoke_agent Ada',
      'invoke_agent Ada',
      'invoke_agent Ada',
      'invoke_workflow traced',
      'task a',
      'task b',
    ]);
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const parents = new Map(collector.spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
    expect(parents.size).toBe(9);
    const pathOf = (span: OtlpSpan | undefined): string[] => {
      const path: string[] = [];
      for (let id = span?.spanId; id !== undefined; id = parents.get(id))
        path.push(collector.spans.find(({ spanId }) => spanId === id)?.name ?? id);
      return path;
    };
    const [call] = named('invoke_agent Ada').filter(({ parentSpanId }) => parentSpanId === named('attempt 1 of a')[0]?.spanId);
    expect(pathOf(call)).toEqual(['invoke_agent Ada', 'attempt 1 of a', 'task a', 'invoke_workflow traced', '00f067aa0ba902b7']);
    expect(told.get('a')).toBe(`00-${TRACE}-${call?.spanId}-01`);
    expect(read(call?.attributes ?? [])).toMatchObject({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Ada' });
    const [failed] = named('attempt 1 of b');
    expect([failed?.status.code, read(failed?.attributes ?? [])['error.type']]).toEqual([2, 'agent_error']);
    expect(failed?.events.map(({ name }) => name)).toEqual(['hive.routing.decision']);
    for (const { startTimeUnixNano: from, endTimeUnixNano: to } of collector.spans) expect(BigInt(to)).toBeGreaterThanOrEqual(BigInt(from));
    // What was given, said and answered is nobody's business unless somebody asks for it.
    expect(JSON.stringify(collector.spans)).not.toMatch(/forty-two|a private matter|hunter2/);
    expect(await exportTraces(hive.deps)).toBe(0);
  });

  test('[OT4] contents are told where the operator asks for them, without secrets', async () => {
    const { body } = await execute({ tasks: [task('c', [], { input: { question: 'how many', api_key: 'hunter2' } })] });
    await hive.ended(body.run_id);
    await age(body.run_id);
    const open = { ...hive.deps, env: { ...hive.deps.env, HIVE_TRACE_CONTENT: true } };
    await exportTraces(open);
    const text = JSON.stringify(named('invoke_agent Ada'));
    expect(text).toContain('how many');
    expect(text).not.toMatch(/hunter2|forty-two/);
    expect(named('task c')[0]?.traceId).toBe(body.run_id.replaceAll('-', ''));
  });

  test('[OT2] whoever does not sample a trace gets none of it, and agents are told as it came', async () => {
    const header = ASKED.replace(/01$/, '00');
    const { body } = await execute({ tasks: [task('d')] }, { traceparent: header });
    await hive.ended(body.run_id);
    expect(told.get('d')).toBe(header);
    const bad = await execute({ tasks: [task('e')] }, { traceparent: 'not-a-trace' });
    await hive.ended(bad.body.run_id);
    expect(told.get('e')).toMatch(new RegExp(`^00-${bad.body.run_id.replaceAll('-', '')}-[0-9a-f]{16}-01$`));
    await age(bad.body.run_id);
    await age(body.run_id);
    await exportTraces(hive.deps);
    expect(named('task d')).toEqual([]);
    expect(named('task e')).toHaveLength(1);
  });

  test('[OT5] what is not taken is told again; what is refused is dropped; what is an hour old is left out', async () => {
    const { runId } = await executeWorkflow(hive.deps, { definition: { name: 'again', tasks: [task('f')] } }, BY);
    await hive.ended(runId);
    await age(runId);
    await hive.rows(
      `UPDATE setting SET value = json_build_object('at', clock_timestamp() - interval '3 hours') WHERE name = 'traces_until'`,
    );
    await hive.rows(`UPDATE run SET finished_at = finished_at - interval '2 hours' WHERE id = $1`, [runId]);
    collector.status = 500;
    expect(await exportTraces(hive.deps)).toBe(0);
    collector.status = 200;
    let taken = 0;
    for (let round = 0; round < 10; round += 1) taken += await exportTraces(hive.deps);
    expect([taken >= 2, named('attempt 1 of f').length, named('task f').length]).toEqual([true, 1, 0]);
    await hive.rows(
      `UPDATE setting SET value = (SELECT json_build_object('at', min(ended_at)) FROM attempt WHERE run_id = $1) WHERE name = 'traces_until'`,
      [runId],
    );
    collector.status = 400;
    expect(await exportTraces(hive.deps)).toBe(0);
    collector.status = 200;
    expect(await exportTraces(hive.deps)).toBe(0);
  });
});
