import { z } from 'zod';
import type { RuleBook } from '../breakers/breaker-rules.ts';
import { type BreakerSummary, summariseBreaker, type TransitionView } from '../core/breaker/breaker-summary.ts';
import { BREAKER_RESOURCE_TYPES } from '../core/breaker/presets.ts';
import { parseBreakerResource } from '../core/breaker/resource.ts';
import { BREAKER_STATUSES, type BreakerStatus } from '../core/breaker/state.ts';
import type { Page } from '../core/page.ts';
import { findAgentNames } from '../db/agents.ts';
import { findBreakers, type StoredBreaker } from '../db/breakers.ts';
import { listBreakerIds, readTransitionsSince, type StoredTransition } from '../db/read-breakers.ts';
import type { Deps } from '../deps.ts';
import { readRules } from './load-breaker.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const breakerFilterSchema = z.strictObject({
  /** As it is shown: an open breaker whose wait is over is half_open. */
  state: z.enum(BREAKER_STATUSES).optional(),
  type: z.enum(BREAKER_RESOURCE_TYPES).optional(),
  agent_id: z.uuid().optional(),
});
export type BreakerFilter = z.output<typeof breakerFilterSchema>;

const place = z.tuple([z.int(), z.int(), z.string()]);

/** Agents that these breakers guard, by id. */
function agentIdsOf(breakers: readonly StoredBreaker[]): string[] {
  const ids = breakers.flatMap(({ resourceId }) => {
    const resource = parseBreakerResource(resourceId);
    return resource !== null && 'agentId' in resource ? [resource.agentId] : [];
  });
  return [...new Set(ids)].filter((id) => z.uuid().safeParse(id).success);
}

/** Breakers as they are now, with names read in one statement for all of them. */
export async function viewBreakers(deps: Pick<Deps, 'db'>, breakers: readonly StoredBreaker[], rules: RuleBook): Promise<BreakerSummary[]> {
  const names = await findAgentNames(deps.db, agentIdsOf(breakers));
  const now = Date.now();
  return breakers.flatMap((breaker) => {
    const resource = parseBreakerResource(breaker.resourceId);
    return resource === null ? [] : [summariseBreaker(breaker, { policy: rules.rulesOf(resource), names, now })];
  });
}

/** What has to be stored for a breaker to be shown like this: time alone may have changed it since. */
const storedAs = (state: BreakerStatus): BreakerStatus[] => (state === 'open' || state === 'half_open' ? ['open', 'half_open'] : [state]);

/** Breakers, what wants to be looked at first. A page may hold fewer than asked for. @throws MalformedError for a foreign cursor */
export async function listBreakers(
  deps: Pick<Deps, 'db'>,
  { limit, after, state, type, agent_id }: BreakerFilter & { limit: number; after?: string | undefined },
): Promise<Page<BreakerSummary>> {
  const last = decodeCursor(place, after);
  const ids = await listBreakerIds(deps.db.pool, {
    limit: limit + 1,
    after: last === undefined ? null : { rank: last[0], reach: last[1], resourceId: last[2] },
    statuses: state === undefined ? null : storedAs(state),
    type: type ?? null,
    agentId: agent_id ?? null,
  });
  const kept = ids.slice(0, limit);
  const [found, rules] = await Promise.all([
    findBreakers(
      deps.db.pool,
      kept.map(({ resourceId }) => resourceId),
    ),
    readRules(deps),
  ]);
  const byId = new Map(found.map((breaker) => [breaker.resourceId, breaker]));
  const inOrder = kept.flatMap(({ resourceId }) => byId.get(resourceId) ?? []);
  const views = await viewBreakers(deps, inOrder, rules);
  const end = kept.at(-1);
  return {
    data: state === undefined ? views : views.filter((view) => view.state === state),
    nextCursor: ids.length > limit && end !== undefined ? encodeCursor([end.rank, end.reach, end.resourceId]) : null,
  };
}

/** Changes with the names of who made them. */
export async function viewTransitions(deps: Pick<Deps, 'db'>, transitions: readonly StoredTransition[]): Promise<TransitionView[]> {
  const nameOf = await nameActors(
    deps,
    transitions.map(({ actor }) => actor),
  );
  return transitions.map((transition) => ({ ...transition, actorName: nameOf(transition.actor) }));
}

/** What a page's strips are drawn from: changes of all breakers within the last minutes, oldest first. */
export async function listBreakerHistory(deps: Pick<Deps, 'db'>, minutes: number): Promise<{ since: Date; transitions: TransitionView[] }> {
  const since = new Date(Date.now() - minutes * 60_000);
  const transitions = await readTransitionsSince(deps.db.pool, since, MOST_TRANSITIONS);
  return { since, transitions: await viewTransitions(deps, transitions) };
}

/** Of all strips of a page together; the newest count. */
const MOST_TRANSITIONS = 5_000;
