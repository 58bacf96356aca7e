import { z } from 'zod';
import type { SecretInfo } from '../../../db/secrets.ts';
import { listSecrets } from '../../../use-cases/list-secrets.ts';
import { removeSecret } from '../../../use-cases/remove-secret.ts';
import { secretName, storeSecret, storeSecretSchema } from '../../../use-cases/store-secret.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery } from '../page.ts';

const secretSchema = z
  .object({ name: z.string(), created_by: z.string(), created_at: z.iso.datetime(), updated_at: z.iso.datetime() })
  .meta({ id: 'Secret' });

const present = ({ name, createdBy, createdAt, updatedAt }: SecretInfo) => ({
  name,
  created_by: createdBy,
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

export const secretRoutes = [
  defineRoute({
    method: 'GET',
    path: '/secrets',
    role: 'admin',
    tag: 'secrets',
    summary: 'List the names of stored secrets',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of names', schema: pageOf(secretSchema) } },
    async handle({ deps, query }) {
      const page = await listSecrets(deps, query);
      return { status: 200, body: { data: page.data.map(present), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/secrets',
    role: 'admin',
    tag: 'secrets',
    summary: 'Store a secret for agents to name, or replace its value',
    body: storeSecretSchema,
    responses: { 201: { description: 'Stored; the value is never shown again', schema: secretSchema } },
    async handle({ deps, body, principal }) {
      return { status: 201, body: present(await storeSecret(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/secrets/{name}',
    role: 'admin',
    tag: 'secrets',
    summary: 'Remove a secret',
    params: z.strictObject({ name: secretName }),
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params, principal }) {
      await removeSecret(deps, params.name, principal);
      return { status: 204 };
    },
  }),
];
