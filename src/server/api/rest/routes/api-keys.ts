import { z } from 'zod';
import { ROLES } from '../../../core/access/principal.ts';
import { plainName } from '../../../core/workflow/definition.ts';
import { createApiKey } from '../../../use-cases/create-api-key.ts';
import { listApiKeys } from '../../../use-cases/list-api-keys.ts';
import { revokeApiKey } from '../../../use-cases/revoke-api-key.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    role: z.enum(ROLES),
    created_by: z.string(),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
const createdKey = apiKey.extend({
  key: z.string().nullable().describe('The key itself, shown this once; null when the answer is a repeated one (Idempotency-Key)'),
});

type KeyRow = Awaited<ReturnType<typeof listApiKeys>>['data'][number];

const present = (row: KeyRow) => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  role: row.role,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  expires_at: row.expiresAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
});

export const apiKeyRoutes = [
  defineRoute({
    method: 'GET',
    path: '/api-keys',
    role: 'admin',
    tag: 'access',
    summary: 'List API keys, newest first',
    query: z.strictObject({ ...pageQuery, after: uuid.optional() }),
    responses: { 200: { description: 'A page of keys', schema: pageOf(apiKey) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listApiKeys(deps, query);
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api-keys',
    role: 'admin',
    tag: 'access',
    summary: 'Create an API key',
    body: z.strictObject({ name: plainName, role: z.enum(ROLES), expires_at: z.iso.datetime({ offset: true }).optional() }),
    responses: { 201: { description: 'The key', schema: createdKey } },
    storedBody: (body) => ({ ...(body as z.input<typeof createdKey>), key: null }),
    async handle({ deps, body, principal }) {
      const expiresAt = body.expires_at === undefined ? null : new Date(body.expires_at);
      const created = await createApiKey(deps, { name: body.name, role: body.role, expiresAt }, principal);
      return { status: 201, body: { ...present(created), key: created.key } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api-keys/{id}',
    role: 'admin',
    tag: 'access',
    summary: 'Revoke an API key',
    params: z.strictObject({ id: uuid }),
    responses: { 204: { description: 'Revoked' } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params, principal }) {
      await revokeApiKey(deps, { id: params.id }, principal);
      return { status: 204 };
    },
  }),
];
