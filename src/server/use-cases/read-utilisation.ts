import { z } from 'zod';
import { bucketScale, layOutUtilisation, UTILISATION_WINDOWS, type UtilisationView } from '../core/fleet/utilisation.ts';
import { readNow } from '../db/pool-demand.ts';
import { type AgentAttempt, listAttemptsDuring } from '../db/read-attempts.ts';
import { readBusyBuckets, readUtilisationAgents } from '../db/read-utilisation.ts';
import type { Deps } from '../deps.ts';
import { loadAgent } from './read-agent.ts';

export const utilisationSchema = z.strictObject({
  /** How far back, in minutes. */
  minutes: z.literal(UTILISATION_WINDOWS).default(60),
});

/** How busy every agent was, in sixty buckets up to now. */
export async function readUtilisation(deps: Pick<Deps, 'db'>, { minutes }: z.output<typeof utilisationSchema>): Promise<UtilisationView> {
  const now = await readNow(deps.db.pool);
  const scale = bucketScale(minutes, now);
  const [agents, { busy, countedFrom }] = await Promise.all([
    readUtilisationAgents(deps.db.pool),
    readBusyBuckets(deps.db.pool, scale, now),
  ]);
  return layOutUtilisation(agents, { scale, now, busy, countedFrom });
}

/** Longest span whose attempts are listed: the widest bucket. */
const LONGEST_MS = 1_440_000;

export const attemptsDuringSchema = z
  .strictObject({ agentId: z.uuid(), from: z.date(), to: z.date(), limit: z.number().int().min(1).max(200).default(100) })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= LONGEST_MS, { path: ['to'], message: 'at most 24 minutes after from' });

/** What an agent worked on in a span of time, oldest first. @throws NotFoundError */
export async function listAttemptsOfCell(deps: Deps, input: z.output<typeof attemptsDuringSchema>): Promise<{ data: AgentAttempt[] }> {
  const { agentId, ...span } = input;
  await loadAgent(deps, agentId);
  return { data: await listAttemptsDuring(deps.db, agentId, span) };
}
