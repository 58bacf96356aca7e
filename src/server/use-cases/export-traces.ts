import { spanOfRun, spanOfTask, spansOfAttempt } from '../core/trace/build-spans.ts';
import type { SpanRecord, TracedRun } from '../core/trace/span.ts';
import { isSampled } from '../core/trace/trace-context.ts';
import {
  keepTracesUntil,
  nextTraceStretch,
  type PlacedTracedTask,
  readTracedAttempts,
  readTracedRuns,
  readTracedTasks,
  type TraceStretch,
} from '../db/read-traces.ts';
import type { Deps } from '../deps.ts';
import type { SpanExporter } from '../traces/open-exporter.ts';
import { VERSION } from '../version.ts';

// What ended is told to a tracing system, stretch after stretch, beside the road:
//
//   read a stretch -> send it, batch after batch -> keep that it was told -> the next stretch
//
// A system that does not answer is asked again with the next period, from the same stretch; what ended more than an hour ago is then left
// out, so that nothing piles up. What it refuses is dropped: it would be refused for ever.

/** Rows of a statement, and spans of a request. */
const PAGE = 500;
const SEND_MS = 10_000;
/** In one go; what is left follows in the next period. */
const STRETCHES = 10;

/** Rows page after page, each by what the last one ended with. */
async function* pages<Row>(read: (after: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let after: Row | null = null;
  do {
    const rows: Row[] = await read(after);
    if (rows.length > 0) yield rows;
    after = rows.length < PAGE ? null : (rows.at(-1) ?? null);
  } while (after !== null);
}

async function* spansOf(deps: Pick<Deps, 'db' | 'env'>, stretch: TraceStretch): AsyncGenerator<SpanRecord[]> {
  const { pool } = deps.db;
  const content = deps.env.HIVE_TRACE_CONTENT;
  const attempts = pages((after: { id: string } | null) =>
    readTracedAttempts(pool, stretch, { after: after?.id ?? null, limit: PAGE, content }),
  );
  for await (const rows of attempts) yield rows.filter(({ traceParent }) => isSampled(traceParent)).flatMap(spansOfAttempt);
  const runs = pages((after: TracedRun | null) => readTracedRuns(pool, stretch, { after: after?.runId ?? null, limit: PAGE }));
  for await (const rows of runs) {
    const sampled = rows.filter(({ traceParent }) => isSampled(traceParent));
    yield sampled.map(spanOfRun);
    for (const run of sampled) {
      const tasks = pages((after: PlacedTracedTask | null) => readTracedTasks(pool, run, { after, limit: PAGE }));
      for await (const each of tasks) yield each.map(spanOfTask);
    }
  }
}

/** Joins small lots, so that many short runs are one request. */
async function* batches(lots: AsyncIterable<SpanRecord[]>): AsyncGenerator<SpanRecord[]> {
  let open: SpanRecord[] = [];
  for await (const lot of lots) {
    open.push(...lot);
    for (; open.length >= PAGE; open = open.slice(PAGE)) yield open.slice(0, PAGE);
  }
  if (open.length > 0) yield open;
}

const exporters = new WeakMap<Deps['feed'], { exporter: Promise<SpanExporter>; failing: boolean }>();

async function exporterOf(deps: Deps, endpoint: string) {
  const { OTEL_EXPORTER_OTLP_HEADERS: headers = {}, OTEL_SERVICE_NAME: serviceName } = deps.env;
  const open = async () => {
    const { openExporter } = await import('../traces/open-exporter.ts');
    return openExporter({ endpoint, headers, serviceName, serviceVersion: VERSION, timeoutMs: SEND_MS });
  };
  const known = exporters.get(deps.feed) ?? { exporter: open(), failing: false };
  exporters.set(deps.feed, known);
  return known;
}

/** @returns how many spans were taken; null: it does not answer */
async function sendStretch(deps: Deps, exporter: SpanExporter, stretch: TraceStretch): Promise<{ sent: number } | { reason: string }> {
  let sent = 0;
  for await (const batch of batches(spansOf(deps, stretch))) {
    const result = await exporter.send(batch);
    if (result.means === 'again') return { reason: result.reason };
    if (result.means === 'taken') sent += batch.length;
    else deps.log.warn({ reason: result.reason, spans: batch.length }, 'the tracing system refused spans: they are dropped');
  }
  return { sent };
}

/** A duty of the fleet, where a tracing system is named. @returns how many spans were taken */
export async function exportTraces(deps: Deps): Promise<number> {
  const endpoint = deps.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return 0;
  let total = 0;
  for (let round = 0; round < STRETCHES; round += 1) {
    const stretch = await nextTraceStretch(deps.db.pool);
    if (stretch === null) return total;
    const state = await exporterOf(deps, endpoint);
    if (stretch.skippedMs > 0)
      deps.log.warn({ seconds: Math.round(stretch.skippedMs / 1_000) }, 'traces of this long are left out: nobody took them');
    const result = await sendStretch(deps, await state.exporter, stretch);
    if ('reason' in result) {
      if (!state.failing) deps.log.warn({ reason: result.reason }, 'the tracing system does not take spans; it is asked again');
      state.failing = true;
      return total;
    }
    state.failing = false;
    total += result.sent;
    await keepTracesUntil(deps.db.pool, stretch);
    if (!stretch.more) return total;
  }
  return total;
}
