import { z } from 'zod';
import type { Principal, Role } from '../../core/access/principal.ts';
import { type ErrorCode, InvalidError, MalformedError } from '../../core/errors.ts';
import { faultsOf, firstFault } from '../../core/shape-words.ts';
import type { IdempotencyHold } from '../../use-cases/remember-answer.ts';
import type { RequestContext } from '../context.ts';

// A REST route is data: the router, the OpenAPI document and the access test read the same table. What a route must do for itself is
// `handle`: call one use case and present its result in snake_case.

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type RouteRole = 'public' | Role;

/** Bytes of a request body unless the route says otherwise. */
export const DEFAULT_BODY_LIMIT = 1_048_576;

export interface ResponseSpec {
  description: string;
  /** Of the JSON body; absent: no body, or one that is not JSON. */
  schema?: z.ZodType;
  /** Only for answers that are not JSON (a stream, a download). */
  contentType?: string;
}

export interface Reply<S extends number = number, B = unknown> {
  status: S;
  body?: B;
  headers?: Record<string, string>;
}

/** An answer that is not JSON: a stream, a download. */
export interface RawReply {
  raw: Response;
}

type BodyOf<R> = R extends { schema: infer S extends z.ZodType } ? { body: z.input<S> } : { body?: undefined };
/** The replies that a table of responses allows: status and body belong together. */
export type ReplyOf<R> = { [S in keyof R]: { status: S; headers?: Record<string, string> } & BodyOf<R[S]> }[keyof R];

/** What the protocol says around the payload. */
export interface RequestMeta {
  /** `Prefer: wait=N`, 0 to 60 s; null when not asked for. */
  waitSeconds: number | null;
  /** The revision named by `If-Match`; null when absent or `*`. */
  ifMatch: number | null;
  /** `Last-Event-ID` of a stream that resumes. */
  lastEventId: string | null;
  /** W3C trace context; null when absent or malformed, which is to be ignored. */
  traceparent: string | null;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
}

/** A request's headers and body before anybody read them. */
export interface Wire {
  headers: Headers;
  bytes: Uint8Array;
}

type Parsed<T extends z.ZodType | undefined> = T extends z.ZodType ? z.output<T> : Record<string, never>;
type PrincipalOf<A extends RouteRole> = A extends 'public' ? null : Principal;

export interface RouteInput<A extends RouteRole, P, Q, B> extends RequestMeta, Omit<RequestContext, 'principal'> {
  principal: PrincipalOf<A>;
  params: P;
  query: Q;
  body: B;
  /** The request as it came, for signatures. */
  wire: Wire;
  /** With an Idempotency-Key: the id of what the request makes, and whether it may have been made already. */
  hold: IdempotencyHold | null;
}

export interface RouteSpec<
  A extends RouteRole,
  R extends Record<number, ResponseSpec>,
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  B extends z.ZodType | undefined,
> {
  method: HttpMethod;
  /** Below the base path, with `{name}` for parameters: "/runs/{id}". */
  path: `/${string}`;
  role: A;
  /** One line, in the imperative. */
  summary: string;
  /** The noun; groups the API page. */
  tag: string;
  params?: P;
  query?: Q;
  /** Absent: the route takes no body, or `{}`. */
  body?: B;
  /** What the API page shows where the use case, not `body`, parses the payload. */
  documentedBody?: z.ZodType;
  /** Bytes; default 1 MiB. */
  bodyLimit?: number;
  responses: R;
  /** Codes beyond those that every route may answer, for the API page. */
  errors?: ErrorCode[];
  /** What of a reply may be kept for a repeated Idempotency-Key; for replies that hold a secret. */
  storedBody?: (body: unknown) => unknown;
  handle(input: RouteInput<A, Parsed<P>, Parsed<Q>, Parsed<B>>): Promise<ReplyOf<R> | RawReply>;
}

export interface RawRequest {
  context: RequestContext;
  meta: RequestMeta;
  params: Record<string, string>;
  query: Record<string, string>;
  /** Parsed JSON; undefined when the request had no body. */
  body: unknown;
  wire: Wire;
}

/** A route with its types folded away: what the router keeps. */
export interface Route {
  method: HttpMethod;
  path: string;
  role: RouteRole;
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  bodyLimit: number;
  responses: Record<number, ResponseSpec>;
  errors: ErrorCode[];
  storedBody: (body: unknown) => unknown;
  /**
   * Parses everything, then returns the act itself, so that nothing is remembered or begun for a request that cannot be valid.
   * @throws MalformedError for path and query, InvalidError for the body
   */
  prepare(raw: RawRequest): (hold: IdempotencyHold | null) => Promise<Reply | RawReply>;
}

const NO_FIELDS = z.strictObject({});
function parseUrlPart(schema: z.ZodType, value: unknown, part: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = faultsOf(result.error);
  throw new MalformedError(firstFault(`the ${part} is not valid`, faults), faults);
}

function parseBody(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const faults = faultsOf(result.error);
  throw new InvalidError(firstFault('the body is not valid', faults), faults);
}

/** Declares a route. The schemas are the types of what `handle` gets and may answer. */
export function defineRoute<
  A extends RouteRole,
  const R extends Record<number, ResponseSpec>,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<A, R, P, Q, B>): Route {
  const params = spec.params ?? NO_FIELDS;
  const query = (spec.query ?? NO_FIELDS).strict();
  const body = spec.body ?? NO_FIELDS;
  return {
    method: spec.method,
    path: spec.path,
    role: spec.role,
    summary: spec.summary,
    tag: spec.tag,
    params: spec.params,
    query: spec.query,
    body: spec.documentedBody ?? spec.body,
    bodyLimit: spec.bodyLimit ?? DEFAULT_BODY_LIMIT,
    responses: spec.responses,
    errors: spec.errors ?? [],
    storedBody: spec.storedBody ?? ((value) => value),
    prepare(raw) {
      const input = {
        ...raw.context,
        ...raw.meta,
        wire: raw.wire,
        params: parseUrlPart(params, raw.params, 'path'),
        query: parseUrlPart(query, raw.query, 'query'),
        body: parseBody(body, raw.body),
        // The schemas and the role check upstream made these values; the type cannot follow them through the erased table.
      } as Omit<RouteInput<A, Parsed<P>, Parsed<Q>, Parsed<B>>, 'hold'>;
      return async (hold) => (await spec.handle({ ...input, hold } as RouteInput<A, Parsed<P>, Parsed<Q>, Parsed<B>>)) as Reply | RawReply;
    },
  };
}
