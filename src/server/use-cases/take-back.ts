import { parseSpec } from '../core/task/spec-cache.ts';
import { type LiveAttempt, readHeld } from '../db/live-attempts.ts';
import type { Deps } from '../deps.ts';
import { runTopic, type Topic } from '../events/topics.ts';
import { settleOutcome } from './settle-outcome.ts';

export interface TakenBack {
  /** Tasks that are in the queue again, under a fence that ends whatever their holder still says. */
  taken: string[];
  /** Tasks that ended, or were given on, in the same moment. */
  missed: string[];
}

/**
 * Takes what agents hold, or one task, from them at once: the tasks go back into the queue without using up an attempt, and to others if
 * there are any; the calls are ended by whoever makes them, and what they still answer is refused.
 */
export async function takeBackHeld(deps: Deps, of: { agentIds: string[]; taskId: string | null }): Promise<TakenBack> {
  const held = await readHeld(deps.db.hot, of);
  await Promise.all(held.map((attempt) => deps.road.avoid.add(attempt)));
  const written = await Promise.all(held.map((attempt) => giveBack(deps, attempt)));
  const topics = new Set<Topic>(['taken', 'ready']);
  for (const { runId } of held) topics.add(runTopic(runId));
  deps.feed.publish(topics);
  const tasksOf = (kept: boolean) => held.filter((_, at) => written[at] === kept).map(({ taskId }) => taskId);
  return { taken: tasksOf(true), missed: tasksOf(false) };
}

function giveBack(deps: Deps, attempt: LiveAttempt): Promise<boolean> {
  const ending = { ...attempt, spec: parseSpec(attempt.specText), startStored: attempt.status === 'running' };
  return settleOutcome(deps, ending, { kind: 'returned' });
}
