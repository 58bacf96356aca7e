import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { addAgent, placeReady, playRun, settle, startRun } from '../../../tests/fixtures/played-run.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { EVENT_KINDS, type EventFilter, matchesEvent } from '../core/run/event-filter.ts';
import type { EventView } from '../core/run/event-view.ts';
import { listRunRows, type RunPlace } from '../db/read-runs.ts';
import { changeRunStatus, type RunVerb } from './change-run.ts';
import { listRunEvents, type RunEventPage } from './list-run-events.ts';
import { readMetrics } from './read-metrics.ts';
import { readRun } from './read-run.ts';
import { readWorkflowResult } from './read-workflow-result.ts';

let hive: Installation;
let agentId: string;
beforeAll(async () => {
  hive = await createInstallation();
  agentId = await addAgent(hive.deps, 'Player');
});
afterAll(() => hive.close());

const BY = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' } as const;
const get = (path: string) => callRest(hive.deps, { path, key: hive.keys.viewer });
const task = (task_id: string, dependencies: string[] = []) => ({ task_id, task_type: 'x', dependencies });
const diamond = (name: string) => ({ name, tasks: [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])] });
const keysOf = (rows: { task_id: string }[]) => rows.map((row) => row.task_id);

describe('reads of a run', () => {
  it('[V4] shows counts while it runs, and the output of its ends once it is over', async () => {
    const { runId } = await startRun(hive.deps, diamond('Ends'));
    const before = await get(`/runs/${runId}`);
    expect(before.body).toMatchObject({ status: 'running', progress: 0, output: null, total_tasks: 4, definition: { name: 'Ends' } });
    await playRun(hive.deps, runId, agentId, (key) => ({ from: key }));
    const after = await get(`/runs/${runId}`);
    expect(after.body).toMatchObject({ status: 'completed', progress: 1, output: { d: { from: 'd' } }, completed_tasks: 4, failures: [] });
    expect(after.body.duration_ms).toBeGreaterThanOrEqual(0);
  });

  it('[V1] the tasks come page by page in the order of the definition, with their attempts and decisions', async () => {
    const { runId } = await startRun(hive.deps, diamond('Pages'));
    await playRun(hive.deps, runId, agentId);
    const first = await get(`/runs/${runId}/tasks?limit=3`);
    const second = await get(`/runs/${runId}/tasks?limit=3&after=${first.body.next_cursor}`);
    expect(keysOf([...first.body.data, ...second.body.data])).toEqual(['a', 'b', 'c', 'd']);
    const [attempt] = first.body.data[0].attempts;
    expect(attempt).toMatchObject({ number: 1, status: 'completed', agent_name: 'Player', decision_id: attempt.id });
    const decision = await get(`/decisions/${attempt.decision_id}`);
    expect(decision.body).toMatchObject({ task_key: 'a', agent_name: 'Player', outcome: { status: 'completed' }, record: { seed: 7 } });
    expect(decision.body.explanation.join(' ')).toContain('Player was chosen');
  });

  it('[V2] an open dependency is the reason to wait, and a failure names its task', async () => {
    const { runId } = await startRun(hive.deps, diamond('Fails'));
    const waiting = await get(`/runs/${runId}/tasks`);
    expect(waiting.body.data[3]).toMatchObject({ status: 'pending', wait_reason: 'dependency', wait_detail: '2 dependencies are open' });
    const placed = await placeReady(hive.deps, runId, agentId);
    const attempt = placed.get('a');
    if (attempt === undefined) throw new Error('a was not placed');
    await settle(hive.deps, attempt, { error: 'no luck' });
    const { body } = await get(`/runs/${runId}`);
    expect(body.failures).toMatchObject([{ task_id: 'a', error: { code: 'agent_error', message: 'no luck' } }]);
  });

  it('[V3] a retried task shows both attempts and the waits around them', async () => {
    const { runId } = await startRun(hive.deps, { name: 'Again', tasks: [task('a')] });
    const first = (await placeReady(hive.deps, runId, agentId)).get('a');
    if (first === undefined) throw new Error('a was not placed');
    await settle(hive.deps, first, { retry: 'not yet' });
    await playRun(hive.deps, runId, agentId);
    const timeline = await get(`/runs/${runId}/timeline`);
    const kinds = timeline.body.data[0].spans.map((span: { kind: string }) => span.kind);
    expect(kinds.filter((kind: string) => kind === 'running')).toHaveLength(2);
    const shown = await get(`/tasks/${first.taskId}`);
    expect(shown.body).toMatchObject({
      status: 'completed',
      output: 'a',
      attempts: [{ status: 'failed', error: { message: 'not yet' } }, { number: 2 }],
    });
  });

  it('[V1] the list filters, and brings every run once, newest first', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1)
      ids.push((await startRun(hive.deps, { name: 'Listed run', workflow_id: 'listed', tasks: [task('a')] })).runId);
    await playRun(hive.deps, ids[0] ?? '', agentId);
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await get(`/runs?workflow_id=listed&limit=2${after && `&after=${after}`}`);
      seen.push(...body.data.map((run: { id: string }) => run.id));
      after = body.next_cursor ?? '';
    } while (after);
    expect(seen).toEqual(ids.toReversed());
    expect((await get('/runs?workflow_id=listed&status=completed')).body.data.map((run: { id: string }) => run.id)).toEqual([ids[0]]);
    expect((await get('/runs?text=LISTED&status=running,paused')).body.data).toHaveLength(4);
    expect((await get('/runs?status=nonsense')).status).toBe(400);
    expect((await get('/runs?created_to=2020-01-01T00:00:00Z')).body.data).toEqual([]);
    expect((await get('/runs/not-a-uuid')).status).toBe(400);
    expect((await get('/runs/019a0000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});

describe('a search for a text', () => {
  it('[CT2] looks at so many runs at a time, goes on where it ended, and finds every match once', async () => {
    const ids: string[] = [];
    for (const name of ['Needle', 'Hay', 'Hay', 'Hay', 'Hay', 'Hay', 'Needle'])
      ids.push((await startRun(hive.deps, { name, workflow_id: 'stack', tasks: [task('a')] })).runId);
    const pages: string[][] = [];
    let after: RunPlace | undefined;
    do {
      const { rows, lookedTo } = await listRunRows(hive.deps.db, { workflowId: 'stack', text: 'nEEd' }, { limit: 2, looks: 3, after });
      pages.push(rows.map(({ id }) => id));
      after = lookedTo ?? undefined;
    } while (after);
    expect(pages).toEqual([[ids[6]], [], [ids[0]]]);
    expect((await get('/runs?text=nEEd&limit=1')).body).toMatchObject({ data: [{ id: ids[6] }], next_cursor: expect.any(String) });
  });
});

describe('a run that was stopped', () => {
  it('[V18] says by whom and why while it is paused, and when it is cancelled', async () => {
    const { runId } = await startRun(hive.deps, diamond('Stopped'));
    const change = (verb: RunVerb, reason?: string) => changeRunStatus(hive.deps, { runId, verb, ...(reason && { reason }) }, BY);
    const stopped = async () => (await get(`/runs/${runId}`)).body.stopped;
    expect(await stopped()).toBeNull();
    await change('pause', 'a look first');
    expect(await stopped()).toEqual({ at: expect.any(String), by: 'test', reason: 'a look first' });
    await change('resume');
    expect(await stopped()).toBeNull();
    await change('cancel');
    expect(await stopped()).toEqual({ at: expect.any(String), by: 'test', reason: null });
  });

  it('[V18] names the key of the environment as a key, and whose word it was', async () => {
    const { runId } = await startRun(hive.deps, diamond('Stopped by a key'));
    const key = { id: `key:${hive.deps.newId()}`, kind: 'key', name: 'environment', role: 'admin' } as const;
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, key);
    expect((await readRun(hive.deps, runId)).stopped).toMatchObject({ by: 'environment key', byId: key.id });
  });
});

describe('the events of a run', () => {
  /** Page by page, as the browser reads. */
  const read = async (runId: string, filter: EventFilter, { limit = 2, looks = 3 } = {}) => {
    const seen: EventView[] = [];
    let after: number | null = 0;
    let lookedTo = 0;
    for (let pages = 0; after !== null; pages += 1) {
      expect(pages).toBeLessThan(100);
      const page: RunEventPage = await listRunEvents(hive.deps, { runId, after, limit, filter }, looks);
      seen.push(...page.data);
      ({ nextAfter: after, lookedTo } = page);
    }
    return { seen, lookedTo };
  };

  it('[V16] are filtered as those that come in live are, each comes once, and a page looks at so many', async () => {
    const { runId } = await startRun(hive.deps, diamond('Filtered'));
    const first = (await placeReady(hive.deps, runId, agentId)).get('a');
    if (first === undefined) throw new Error('a was not placed');
    await settle(hive.deps, first, { retry: 'The "moon" is\\FULL' });
    await playRun(hive.deps, runId, agentId);
    const { seen: all } = await read(runId, {}, { limit: 200, looks: 1_000 });
    const total = all.length;
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: total }, (_, at) => at + 1));
    const kinds = EVENT_KINDS.map((kind): EventFilter => ({ kind }));
    const filters: EventFilter[] = [
      ...kinds,
      { task: 'c' },
      { text: '"moon" is\\full' },
      { text: 'PLAYER' },
      { text: agentId },
      { kind: 'result', task: 'd' },
    ];
    for (const filter of filters) {
      const { seen, lookedTo } = await read(runId, filter);
      const wanted = all.filter((event) => matchesEvent(event, filter, (id) => (id === agentId ? 'Player' : id)));
      expect([filter, seen]).toEqual([filter, wanted]);
      expect(lookedTo).toBe(total);
    }
    expect((await read(runId, { text: '"moon" is\\full' })).seen).toMatchObject([{ type: 'task.retrying', taskKey: 'a' }]);
    expect((await read(runId, { kind: 'result' })).seen).toHaveLength(4);
    const one = await listRunEvents(hive.deps, { runId, after: 0, limit: 50, filter: { text: 'no such words' } }, 3);
    expect(one).toEqual({ data: [], lookedTo: 3, nextAfter: 3 });
  });
});

describe('logs and artifacts', () => {
  it('[V5] lines come attempt by attempt in the order printed, from any cursor on', async () => {
    const { runId } = await startRun(hive.deps, { name: 'Talks', tasks: [task('a')] });
    const first = (await placeReady(hive.deps, runId, agentId)).get('a');
    if (first === undefined) throw new Error('a was not placed');
    await settle(hive.deps, first, { retry: 'once more' });
    const second = (await placeReady(hive.deps, runId, agentId)).get('a');
    const lines = [first, second].flatMap((attempt, turn) =>
      [1, 2, 3].map((seq) => [attempt?.attemptId, seq, `try ${turn + 1} line ${seq}`]),
    );
    for (const [attemptId, seq, text] of lines.toReversed()) {
      await hive.deps.db.pool.query({
        text: `INSERT INTO log_line (attempt_id, seq, task_id, at, stream, text) VALUES ($1, $2, $3, now(), 'stdout', $4)`,
        values: [attemptId, seq, first.taskId, text],
      });
    }
    const seen: string[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const { body } = await get(`/tasks/${first.taskId}/logs?limit=2${cursor && `&after=${cursor}`}`);
      seen.push(...body.data.map((line: { text: string }) => line.text));
      cursor = body.next_cursor;
      more = body.has_more;
    }
    expect(seen).toEqual(lines.map(([, , text]) => text));
    expect((await get(`/tasks/${first.taskId}/logs?after=${cursor}`)).body).toEqual({ data: [], next_cursor: cursor, has_more: false });
  });

  it('[V8] an artifact is an attachment that no browser runs', async () => {
    const { runId } = await startRun(hive.deps, { name: 'Files', tasks: [task('a')] });
    const { rows } = await hive.deps.db.pool.query({ text: 'SELECT id FROM task WHERE run_id = $1', values: [runId] });
    const content = Buffer.from('"<script>alert(1)</script>"');
    await hive.deps.db.pool.query({
      text: `INSERT INTO artifact (id, run_id, task_id, name, media_type, size, sha256, content) VALUES ($1, $2, $3, 'x".html', 'text/html', $4, 'abc', $5)`,
      values: [hive.deps.newId(), runId, rows[0].id, content.length, content],
    });
    const list = await get(`/runs/${runId}/artifacts`);
    expect(list.body.data).toMatchObject([{ task_id: 'a', media_type: 'text/html', size: 27 }]);
    const file = await get(list.body.data[0].links.content.replace('/api/v1/orchestration', ''));
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="x_.html"/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('measures', () => {
  it('[V11] the result of a run is computed from its rows', async () => {
    const { runId } = await startRun(hive.deps, diamond('Measured'));
    expect(await readWorkflowResult(hive.deps, runId)).toBeNull();
    await playRun(hive.deps, runId, agentId);
    const result = await readWorkflowResult(hive.deps, runId);
    expect(result).toMatchObject({
      run_id: runId,
      status: 'completed',
      workflow_result: { total_tasks: 4, completed_tasks: 4, output: { d: 'd' } },
      execution_metrics: { attempts: 4, retried_tasks: 0, agents_used: 1, cost_usd: null },
      optimization_recommendations: [],
    });
    expect(result?.workflow_result.task_results.map((each) => [each.task_id, each.agent_name, each.attempts])).toEqual([
      ['a', 'Player', 1],
      ['b', 'Player', 1],
      ['c', 'Player', 1],
      ['d', 'Player', 1],
    ]);
    expect(result?.performance_analysis.parallel_efficiency).toSatisfy((share: number) => share > 0 && share <= 1);
  });

  it('[V9] the measures of a window come from its rows, and what nothing records is null', async () => {
    const view = await readMetrics(hive.deps, 600);
    expect(view.orchestrationMetrics).toMatchObject({
      capability_match_score: expect.closeTo(0.8),
      prediction_accuracy_percent: null,
    });
    expect(view.orchestrationSamples.task_assignment_latency_ms).toBeGreaterThan(0);
    expect(view.systemMetrics.completedTasks).toBeGreaterThan(0);
    expect(view.targetsMet + view.targetsMissed + view.targetsUnknown).toBe(view.totalTargets);
    const served = await get('/metrics?window=600');
    expect([served.status, served.body.window_seconds, Object.keys(served.body.orchestration_metrics).length]).toEqual([200, 600, 20]);
    expect((await get('/metrics?window=-1')).status).toBe(400);
  });

  it('[V10] the targets are served, each met, missed or unknown, with advice for the missed', async () => {
    const { status, body } = await get('/performance/validate?window=600');
    expect([status, body.total_targets, Object.keys(body.target_results).length]).toEqual([200, 14, 14]);
    expect(body.target_results.availability_percent).toMatchObject({ status: 'unknown', value: null, samples: 0 });
    expect(body.improvement_recommendations).toHaveLength(body.targets_missed);
  });
});
