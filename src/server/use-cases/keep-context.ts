import type { Principal } from '../core/access/principal.ts';
import { NotFoundError } from '../core/errors.ts';
import type { ContextEntry, CreateContext } from '../core/memory/context-entry.ts';
import { deleteEntries, findEntry, insertEntry } from '../db/context-entries.ts';
import type { Deps } from '../deps.ts';
import { loadAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';

/** Stores an entry. @throws NotFoundError when it names an agent that is not there */
export async function createContext(deps: Deps, input: CreateContext, principal: Principal): Promise<ContextEntry> {
  if (input.agent_id !== undefined) await loadAgent(deps, input.agent_id);
  const { agent_id: agentId = null, ...rest } = input;
  const now = new Date();
  const unread = { accessCount: 0, accessedAt: null, consolidatedFrom: [], sourceTaskId: null };
  const entry: ContextEntry = { id: deps.newId(), agentId, ...rest, ...unread, createdBy: principal.id, createdAt: now, updatedAt: now };
  await insertEntry(deps.db.pool, entry);
  const subject = `context:${entry.id}`;
  await recordAudit(deps, { actor: principal.id, action: 'context.create', subject, detail: { title: entry.title, access: entry.access } });
  return entry;
}

/** @throws NotFoundError */
export async function removeContext(deps: Deps, id: string, principal: Principal): Promise<void> {
  const entry = await findEntry(deps.db, id);
  if (entry === null || (await deleteEntries(deps.db.pool, [id])) === 0) throw new NotFoundError(`no context entry ${id}`);
  await recordAudit(deps, { actor: principal.id, action: 'context.remove', subject: `context:${id}`, detail: { title: entry.title } });
}
