import type { Principal } from '../core/access/principal.ts';
import { type ConsolidationPlan, planConsolidation } from '../core/memory/consolidate.ts';
import { type ConsolidationView, findConsolidation, insertConsolidation } from '../db/consolidations.ts';
import { deleteEntries, insertEntry, lockAgentEntries } from '../db/context-entries.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Deps } from '../deps.ts';
import { loadAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';

async function apply(deps: Deps, agentId: string, { trigger, actor }: { trigger: string; actor: string }): Promise<ConsolidationView> {
  const id = deps.newId();
  await inTransaction(deps.db, async (client) => {
    const now = new Date();
    const plan: ConsolidationPlan = planConsolidation(await lockAgentEntries(client, agentId), now.getTime());
    const gone = [...plan.forget, ...plan.write.flatMap(({ replaces }) => replaces)];
    if (gone.length > 0) await deleteEntries(client, gone);
    for (const { replaces: _, ...entry } of plan.write) {
      await insertEntry(client, { ...entry, id: deps.newId(), createdBy: actor, updatedAt: now });
    }
    await insertConsolidation(client, { id, agentId, trigger, ...plan });
  });
  return findConsolidation(deps.db, id);
}

/**
 * Makes what an agent remembers smaller: near-duplicates are merged, old entries shortened, what nobody needs is forgotten. One
 * transaction over at most 500 entries; answers what it saved and what it kept.
 * @throws NotFoundError
 */
export async function consolidateAgent(
  deps: Deps,
  { agentId, trigger }: { agentId: string; trigger: 'manual' | 'sleep' | 'context' },
  principal: Principal,
): Promise<ConsolidationView> {
  const agent = await loadAgent(deps, agentId);
  const view = await apply(deps, agent.id, { trigger, actor: principal.id });
  const detail = { trigger, tokens_before: view.tokensBefore, tokens_after: view.tokensAfter };
  await recordAudit(deps, { actor: principal.id, action: 'agent.consolidate', subject: `agent:${agent.id}`, detail });
  return view;
}
