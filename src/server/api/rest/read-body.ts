import { MalformedError, PayloadTooLargeError, UnsupportedMediaTypeError } from '../../core/errors.ts';

/** Deeper JSON is refused before it is parsed. */
export const MAX_JSON_DEPTH = 64;

const JSON_TYPE = /^application\/(json|[a-z0-9.+-]+\+json)\s*(;|$)/i;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENERS = new Set([0x5b, 0x7b]);
const CLOSERS = new Set([0x5d, 0x7d]);
/** An escaped spelling of "__proto__" needs the escape of an underscore or of one of its letters. */
const MAYBE_PROTO = /__proto__|\\u00(5f|70|72|6f|74)/i;

/** The deepest nesting of brackets outside of strings; stops counting beyond `limit`. Linear, no recursion. */
export function jsonDepth(bytes: Uint8Array, limit: number): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENERS.has(byte)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (deepest > limit) return deepest;
    } else if (CLOSERS.has(byte)) depth -= 1;
  }
  return deepest;
}

/** A number beyond 1.8e308 needs hundreds of digits or an exponent of three. */
const MAYBE_INFINITE = /[0-9]{300}|e\+?[0-9]{3}/i;

function refuseTraps(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new MalformedError('the key "__proto__" is not allowed');
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) throw new MalformedError('a number is too large');
  return value;
}

/** @throws MalformedError: not UTF-8, not JSON, too deep, a key named __proto__, or a number that no double holds */
export function parseJson(bytes: Uint8Array): unknown {
  if (jsonDepth(bytes, MAX_JSON_DEPTH) > MAX_JSON_DEPTH) throw new MalformedError(`the JSON is nested deeper than ${MAX_JSON_DEPTH}`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MalformedError('the body is not UTF-8');
  }
  try {
    return MAYBE_PROTO.test(text) || MAYBE_INFINITE.test(text) ? JSON.parse(text, refuseTraps) : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new MalformedError('the body is not JSON');
    throw error;
  }
}

/** Reads at most `limit` bytes. The content-length header is a claim: it may refuse early, it never allows. @throws PayloadTooLargeError */
export async function readCapped(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new PayloadTooLargeError(`the body is larger than ${limit} bytes`);
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new MalformedError('the body ended early');
    });
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel().catch(() => {});
      throw new PayloadTooLargeError(`the body is larger than ${limit} bytes`);
    }
    chunks.push(value);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

export interface ReadBody {
  /** Undefined when there was no body. */
  value: unknown;
  bytes: Uint8Array;
}

/**
 * Reads and parses a JSON body.
 * @throws PayloadTooLargeError, UnsupportedMediaTypeError, MalformedError
 */
export async function readJsonBody(request: Request, limit: number): Promise<ReadBody> {
  const type = request.headers.get('content-type');
  if (type !== null && !JSON_TYPE.test(type)) throw new UnsupportedMediaTypeError('send application/json');
  const bytes = await readCapped(request, limit);
  if (bytes.byteLength === 0) return { value: undefined, bytes };
  if (type === null) throw new UnsupportedMediaTypeError('send content-type: application/json');
  return { value: parseJson(bytes), bytes };
}
