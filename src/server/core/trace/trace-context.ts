// Which span belongs to which row. The ids follow from the ids of the rows: any process knows them at any time, nothing is held open while
// a run goes on, and what is sent twice is the same span. W3C Trace Context, level 1.

export interface TraceParent {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** False: whoever began the trace does not record it. */
  sampled: boolean;
}

/** What of a run says which trace it is in. */
export interface TracedRunKey {
  runId: string;
  traceParent: string | null;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 0x01;
const MAX_LENGTH = 512;

/** Reads a `traceparent` header; null for anything that is none, which is to be ignored. */
export function parseTraceparent(header: string | null): TraceParent | null {
  if (header === null || header.length > MAX_LENGTH) return null;
  const [, version, traceId = '', spanId = '', flags = '', more] = FORMAT.exec(header.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** The header for a span of ours, which is recorded. */
const formatTraceparent = (traceId: string, spanId: string): string => `00-${traceId}-${spanId}-01`;

const digits = (uuid: string): string => uuid.replaceAll('-', '').toLowerCase();
const tail = (uuid: string): string => digits(uuid).slice(16);
/** A second id of the same row: UUIDs begin their second half with 10, this one with 11. */
const second = (spanId: string): string => (Number.parseInt(spanId.charAt(0), 16) ^ 4).toString(16) + spanId.slice(1);

/** The trace of a run: that of the request that started it, else its own. */
export const traceIdOf = ({ runId, traceParent }: TracedRunKey): string => parseTraceparent(traceParent)?.traceId ?? digits(runId);

/** Not that of a task of the same id: a sub-workflow is a run with the id of its task. */
export const runSpanId = (runId: string): string => second(tail(runId));
export const taskSpanId = (taskId: string): string => tail(taskId);
export const attemptSpanId = (attemptId: string): string => tail(attemptId);
export const callSpanId = (attemptId: string): string => second(tail(attemptId));

/** Whether the spans of a run are recorded: unless whoever began the trace does not. */
export const isSampled = (traceParent: string | null): boolean => parseTraceparent(traceParent)?.sampled ?? true;

/**
 * The header that work below a run is given: our span where it is recorded, else what the run was given, untouched. Null: there is no trace.
 * @param of.recorded whether this installation sends traces
 */
export function traceparentBelow(run: TracedRunKey, of: { span: string; recorded: boolean }): string | null {
  return of.recorded && isSampled(run.traceParent) ? formatTraceparent(traceIdOf(run), of.span) : run.traceParent;
}
