import type { MemoryNote } from '../agents/adapter.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import { CONTENT_LENGTH } from '../core/memory/context-entry.ts';
import { rankEntries, taskQuery, withinTokens } from '../core/memory/relevance.ts';
import { insertEntry } from '../db/context-entries.ts';
import { markAccessed } from '../db/search-context.ts';
import type { Deps } from '../deps.ts';
import { findContext } from './find-context.ts';

/** Candidates, given in the end, and the tokens they may take. */
const POOL = 50;
const GIVEN = { most: 5, tokens: 2_000 };
const RESULT_IMPORTANCE = 0.4;

export interface RememberedTask {
  taskId: string;
  taskType: string;
  name: string;
  description: string | null;
}

/** Whether an agent wants to be told what is known, and to have its results kept. */
export function remembers(agent: Pick<AgentProfile, 'config'>): boolean {
  return 'memory' in agent.config && agent.config.memory === true;
}

/** What an agent may read and what concerns a task, most relevant first: at most five notes, 2,000 tokens. */
export async function recallForTask(deps: Deps, agentId: string, task: RememberedTask): Promise<MemoryNote[]> {
  const text = taskQuery(task);
  if (text === '') return [];
  const search = { reader: { agentId }, query: { kind: 'words', text }, ownerId: null, type: null, limit: POOL } as const;
  const found = await findContext(deps, search, [task.taskType.replaceAll('_', ' '), task.name, task.description ?? ''].join('\n'));
  const given = withinTokens(rankEntries(found, { reader: agentId, now: Date.now() }), GIVEN);
  if (given.length > 0)
    await markAccessed(
      deps.db.pool,
      given.map(({ entry }) => entry.id),
    );
  return given.map(({ entry, relevance }) => ({ title: entry.title, type: entry.type, content: entry.content, relevance }));
}

/** The same. A memory that does not answer keeps nobody from working. */
export async function tryRecall(deps: Deps, agentId: string, task: RememberedTask): Promise<MemoryNote[]> {
  try {
    return await recallForTask(deps, agentId, task);
  } catch (error) {
    deps.log.warn({ err: error, taskId: task.taskId }, 'what is known could not be read');
    return [];
  }
}

/** Keeps a result. It is stored with its task already; what is lost where this fails is only its memory. */
export async function tryRemember(deps: Deps, agentId: string, task: RememberedTask & { outputText: string }): Promise<void> {
  try {
    await rememberResult(deps, agentId, task);
  } catch (error) {
    deps.log.warn({ err: error, taskId: task.taskId }, 'a result could not be remembered');
  }
}

/** Keeps the result of a task as an entry of its agent's own. */
export async function rememberResult(deps: Deps, agentId: string, task: RememberedTask & { outputText: string }): Promise<void> {
  const now = new Date();
  await insertEntry(deps.db.pool, {
    ...{ id: deps.newId(), agentId, title: `${task.name} (${task.taskType})`.slice(0, 300), type: 'task_result', access: 'private' },
    content: readable(task.outputText).slice(0, CONTENT_LENGTH),
    ...{ importance: RESULT_IMPORTANCE, tags: [task.taskType.slice(0, 50)], accessCount: 0, accessedAt: null, consolidatedFrom: [] },
    ...{ sourceTaskId: task.taskId, createdBy: `agent:${agentId}`, createdAt: now, updatedAt: now },
  });
}

/** JSON text as something to read: a text without its quotes, `{text}` as its text, anything else as it is. NUL cannot be stored. */
function readable(outputText: string): string {
  const value: unknown = JSON.parse(outputText);
  const inner = typeof value === 'object' && value !== null && 'text' in value ? value.text : value;
  return (typeof inner === 'string' ? inner : outputText).replaceAll('\0', '');
}
