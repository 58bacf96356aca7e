import { z } from 'zod';
import type { ConsolidationPlan } from '../core/memory/consolidate.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

export interface ConsolidationView extends Pick<ConsolidationPlan, 'tokensBefore' | 'tokensAfter' | 'retention' | 'report'> {
  id: string;
  agentId: string;
  /** manual, sleep or context. */
  trigger: string;
  createdAt: Date;
}

const report = z.object({
  entriesBefore: z.number(),
  entriesAfter: z.number(),
  merged: z.number(),
  shortened: z.number(),
  forgotten: z.number(),
});

export async function insertConsolidation(db: Queryable, view: Omit<ConsolidationView, 'createdAt'>): Promise<void> {
  const { id, agentId, trigger, tokensBefore, tokensAfter, retention } = view;
  await db.query({
    name: 'insert_consolidation',
    text: `INSERT INTO consolidation (id, agent_id, trigger, tokens_before, tokens_after, retention, report, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7::json, clock_timestamp())`,
    values: [id, agentId, trigger, tokensBefore, tokensAfter, retention, JSON.stringify(view.report)],
  });
}

export async function findConsolidation(db: Database, id: string): Promise<ConsolidationView> {
  const row = await db.prisma.consolidation.findUniqueOrThrow({ where: { id } });
  return { ...row, report: report.parse(row.report) };
}
