import type { OTLPTraceExporter as OtlpExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { CONVENTIONS_SCHEMA } from '../core/trace/conventions.ts';
import type { SpanRecord } from '../core/trace/span.ts';

// Spans on their way out: OTLP over HTTP, as JSON. OpenTelemetry is loaded when an exporter is opened, and not before.

export interface ExporterOptions {
  /** Without /v1/traces. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  serviceVersion: string;
  /** A request, its repetitions included. Milliseconds. */
  timeoutMs: number;
}

/** What became of a batch: `refused` would be refused again. */
export type SendResult = { means: 'taken' } | { means: 'refused' | 'again'; reason: string };

export interface SpanExporter {
  send(spans: readonly SpanRecord[]): Promise<SendResult>;
}

type ReadableSpan = Parameters<OtlpExporter['export']>[0][number];
type ExportResult = Parameters<Parameters<OtlpExporter['export']>[1]>[0];

const SUCCESS = 0;
/** Too many requests and a request that took too long may pass later. */
const LATER = new Set([408, 429]);
const MAX_REASON = 200;

type HrTime = [number, number];
const hrTime = (at: Date): HrTime => [Math.floor(at.getTime() / 1_000), (at.getTime() % 1_000) * 1_000_000];
const durationOf = (ms: number): HrTime => [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];

export async function openExporter(options: ExporterOptions): Promise<SpanExporter> {
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, { SpanKind, SpanStatusCode, TraceFlags }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/api'),
  ]);
  const { endpoint, serviceName, serviceVersion, timeoutMs } = options;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...options.headers },
    timeoutMillis: timeoutMs,
    // Batches follow one another here; it forgets one a moment after it has told of its end.
    concurrencyLimit: 4,
  });
  const resource = resourceFromAttributes({ 'service.name': serviceName, 'service.version': serviceVersion });
  const contextOf = (traceId: string, spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  const readable = (record: SpanRecord): ReadableSpan => ({
    name: record.name,
    kind: record.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => contextOf(record.traceId, record.spanId),
    ...(record.parentSpanId !== null && { parentSpanContext: contextOf(record.traceId, record.parentSpanId) }),
    startTime: hrTime(record.startedAt),
    endTime: hrTime(record.endedAt),
    duration: durationOf(record.endedAt.getTime() - record.startedAt.getTime()),
    ended: true,
    status: { code: record.failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: record.attributes,
    links: [],
    events: record.events.map(({ name, at, attributes }) => ({ name, time: hrTime(at), attributes })),
    resource,
    instrumentationScope: { name: 'agent-hive', version: serviceVersion, schemaUrl: CONVENTIONS_SCHEMA },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  });
  return {
    send: (spans) =>
      new Promise((resolve) => {
        exporter.export(spans.map(readable), (result) => resolve(judge(result)));
      }),
  };
}

function judge({ code, error }: ExportResult): SendResult {
  if (code === SUCCESS) return { means: 'taken' };
  const status = error !== undefined && 'code' in error && typeof error.code === 'number' ? error.code : null;
  const refused = status !== null && status >= 400 && status < 500 && !LATER.has(status);
  const reason = status === null ? (error?.message ?? 'no answer').slice(0, MAX_REASON) : `it answered ${status}`;
  return { means: refused ? 'refused' : 'again', reason };
}
