import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import { eventNameSchema } from '../core/workflow/control-task.ts';
import { deleteWebhook, insertWebhook, listWebhookRows, updateWebhook, type WebhookInfo } from '../db/webhooks.ts';
import type { Deps } from '../deps.ts';
import { sealSecret } from '../secrets.ts';
import { newWebhookSecret } from '../webhook-signature.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { recordAudit } from './record-audit.ts';

// Webhooks are addresses for others, each with a secret that is shown once and stored encrypted.

const keyPath = z.string().regex(/^[^.\s]{1,100}(\.[^.\s]{1,100}){0,9}$/, 'names with dots between, such as data.order_id');

export const createWebhookSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  event: eventNameSchema,
  key_path: keyPath.optional(),
});
export const changeWebhookSchema = z.strictObject({ active: z.boolean(), event: eventNameSchema, key_path: keyPath.nullable() }).partial();

export interface WebhookView extends WebhookInfo {
  createdByName: string;
}
/** With the secret that is shown this once. */
export interface NewWebhook extends WebhookInfo {
  secret: string;
}

/** The row that a webhook's secret is bound to. */
export const webhookOwner = (id: string) => ({ id, name: `webhook:${id}` });

const place = z.tuple([z.string()]);

/** Webhooks by name. @throws MalformedError for a foreign cursor */
export async function listWebhooks(
  deps: Deps,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<WebhookView>> {
  const rows = await listWebhookRows(deps.db, { limit: limit + 1, after: decodeCursor(place, after)?.[0] ?? null });
  const nameOf = await nameActors(
    deps,
    rows.map(({ createdBy }) => createdBy),
  );
  return cutPage(rows, limit, {
    view: (row) => ({ ...row, createdByName: nameOf(row.createdBy) }),
    cursorOf: (row) => encodeCursor([row.name]),
  });
}

/** @throws ConflictError for a name that is taken, UnavailableError without HIVE_SECRET */
export async function createWebhook(deps: Deps, input: z.output<typeof createWebhookSchema>, principal: Principal): Promise<NewWebhook> {
  const id = deps.newId();
  const secret = newWebhookSecret();
  const row = { id, name: input.name, event: input.event, keyPath: input.key_path ?? null, createdBy: principal.id };
  const made = await insertWebhook(deps.db, row, sealSecret(deps.env.HIVE_SECRET, webhookOwner(id), secret));
  if (made === null) throw new ConflictError(`there is a webhook "${input.name}" already`);
  await recordAudit(deps, { actor: principal, action: 'webhook.create', subject: `webhook:${id}`, detail: { event: input.event } });
  return { ...made, secret };
}

/** @throws NotFoundError */
export async function changeWebhook(
  deps: Deps,
  { id, change }: { id: string; change: z.output<typeof changeWebhookSchema> },
  principal: Principal,
): Promise<WebhookInfo> {
  const { key_path, active, event } = change;
  const changed = await updateWebhook(deps.db, id, {
    ...(active === undefined ? {} : { active }),
    ...(event === undefined ? {} : { event }),
    ...(key_path === undefined ? {} : { keyPath: key_path }),
  });
  if (changed === null) throw new NotFoundError('no such webhook');
  await recordAudit(deps, { actor: principal, action: 'webhook.change', subject: `webhook:${id}`, detail: change });
  return changed;
}

/** Gives a webhook a new secret; the old one is worth nothing from then on. @throws NotFoundError */
export async function rotateWebhook(deps: Deps, id: string, principal: Principal): Promise<NewWebhook> {
  const secret = newWebhookSecret();
  const changed = await updateWebhook(deps.db, id, { secret: sealSecret(deps.env.HIVE_SECRET, webhookOwner(id), secret) });
  if (changed === null) throw new NotFoundError('no such webhook');
  await recordAudit(deps, { actor: principal, action: 'webhook.rotate', subject: `webhook:${id}` });
  return { ...changed, secret };
}

/** @throws NotFoundError */
export async function removeWebhook(deps: Deps, id: string, principal: Principal): Promise<void> {
  if (!(await deleteWebhook(deps.db, id))) throw new NotFoundError('no such webhook');
  await recordAudit(deps, { actor: principal, action: 'webhook.delete', subject: `webhook:${id}` });
}
