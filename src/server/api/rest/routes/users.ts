import { z } from 'zod';
import { ROLES } from '../../../core/access/principal.ts';
import type { UserRow } from '../../../db/users.ts';
import { addUser, addUserSchema } from '../../../use-cases/add-user.ts';
import { changeUser, changeUserSchema } from '../../../use-cases/change-user.ts';
import { listUsers } from '../../../use-cases/list-users.ts';
import { removeUser } from '../../../use-cases/remove-user.ts';
import { resetPassword } from '../../../use-cases/reset-password.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, uuid } from '../page.ts';

const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    locked: z.boolean(),
    must_change_password: z.boolean().describe('An admin made the password: it lets the person in to choose another, and no further'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'User' });
const oneTimePassword = z
  .string()
  .nullable()
  .describe('Shown this once; null when the request gave a password or the answer is a repeated one (Idempotency-Key)');
const addedUser = userSchema.extend({ one_time_password: oneTimePassword });
const newPassword = z.object({ one_time_password: oneTimePassword });

const params = z.strictObject({ id: uuid });

const present = (user: UserRow): z.input<typeof userSchema> => ({
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  locked: user.banned,
  must_change_password: user.mustChangePassword,
  created_at: user.createdAt.toISOString(),
});

/** What of an answer may be kept for a repeated request: everything but the password. */
const withoutPassword = (body: unknown) => ({ ...(body as object), one_time_password: null });

export const userRoutes = [
  defineRoute({
    method: 'GET',
    path: '/users',
    role: 'admin',
    tag: 'access',
    summary: 'List everybody who can sign in, oldest first, in one page',
    responses: { 200: { description: 'The people', schema: pageOf(userSchema) } },
    async handle({ deps }) {
      return { status: 200, body: { data: (await listUsers(deps)).map(present), next_cursor: null } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/users',
    role: 'admin',
    tag: 'access',
    summary: 'Add a person; without a password one is made for the first sign-in',
    body: addUserSchema,
    responses: { 201: { description: 'The person', schema: addedUser } },
    errors: ['conflict'],
    storedBody: withoutPassword,
    async handle({ deps, body, principal }) {
      const added = await addUser(deps, body, principal);
      return { status: 201, body: { ...present(added), one_time_password: added.oneTimePassword } };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/users/{id}',
    role: 'admin',
    tag: 'access',
    summary: "Change a person's role, lock them out or in again; ends their sessions",
    params,
    body: changeUserSchema,
    responses: { 200: { description: 'The person', schema: userSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: present(await changeUser(deps, { id, ...body }, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/users/{id}/reset-password',
    role: 'admin',
    tag: 'access',
    summary: 'Make a one-time password for a person; ends their sessions',
    params,
    responses: { 200: { description: 'The password', schema: newPassword } },
    errors: ['not_found', 'conflict'],
    storedBody: withoutPassword,
    async handle({ deps, params: { id }, principal }) {
      return { status: 200, body: { one_time_password: (await resetPassword(deps, { id }, principal)).oneTimePassword } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/users/{id}',
    role: 'admin',
    tag: 'access',
    summary: 'Remove a person; what they did keeps their name',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      await removeUser(deps, { id }, principal);
      return { status: 204 };
    },
  }),
];
