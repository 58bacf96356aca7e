import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { ERROR_CODES, type ErrorCode } from '../../core/errors.ts';
import { VERSION } from '../../version.ts';
import { ERROR_MAP } from '../error-map.ts';
import type { Route } from './define-route.ts';
import { REST_BASE } from './rest-base.ts';

// The API page's document, made from the same table that is served.

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(ERROR_CODES),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
    request_id: z.string(),
  })
  .meta({ id: 'Problem', description: 'Every error (RFC 9457). Switch on `code`; `errors` says where the fault is.' });

const postHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Same key and same body: the stored answer, for 24 h. Same key and another body: 422 `idempotency_mismatch`.' }),
});

/** Whether an Idempotency-Key is heard: of nobody in particular nothing is remembered. */
const isRemembered = (route: Route): boolean => route.method === 'POST' && route.role !== 'public';

/** The codes a route can answer by what it is, without saying so. */
function codesOf(route: Route): ErrorCode[] {
  const codes: ErrorCode[] = ['malformed', 'unavailable', ...route.errors];
  if (route.role !== 'public') codes.push('unauthenticated', 'forbidden');
  if (route.method === 'GET' || route.method === 'DELETE') return codes;
  codes.push('invalid', 'payload_too_large', 'unsupported_media_type');
  if (isRemembered(route)) codes.push('idempotency_mismatch', 'idempotency_in_progress');
  return codes;
}

function responsesOf(route: Route): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, spec] of Object.entries(route.responses)) {
    const type = spec.contentType ?? 'application/json';
    const hasContent = spec.schema !== undefined || spec.contentType !== undefined;
    responses[status as `${1 | 2 | 3 | 4 | 5}${string}`] = {
      description: spec.description,
      ...(hasContent ? { content: { [type]: spec.schema ? { schema: spec.schema } : {} } } : {}),
    };
  }
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codesOf(route))) {
    const { status } = ERROR_MAP[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of byStatus) {
    const key = String(status) as `${1 | 2 | 3 | 4 | 5}${string}`;
    responses[key] ??= {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: problem } },
    };
  }
  return responses;
}

/** "GET /runs/{id}/tasks" -> "get_runs_id_tasks": stable names for generated clients. */
const operationId = (route: Route) => `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '')}`;

function operationOf(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: route.role === 'public' ? 'Open to all.' : `Needs the role \`${route.role}\`.`,
    tags: [route.tag],
    security: route.role === 'public' ? [] : [{ bearer: [] }],
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(isRemembered(route) ? { header: postHeaders } : {}),
    },
    ...(route.body ? { requestBody: { content: { 'application/json': { schema: route.body } } } } : {}),
    responses: responsesOf(route),
  };
}

/** The OpenAPI 3.1 document of a table of routes. */
export function createOpenApi(routes: Route[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Agent Hive',
      version: VERSION,
      description:
        'Times are ISO 8601 UTC, durations carry their unit in the name, ratios are 0 to 1, a value that was not measured is null. ' +
        'Lists take `limit` and `after` and answer `{data, next_cursor}`. Every error is a problem document.',
    },
    servers: [{ url: REST_BASE }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'hive_...', description: 'An API key. Roles: viewer, operator, admin.' },
      },
    },
    paths,
  });
}
