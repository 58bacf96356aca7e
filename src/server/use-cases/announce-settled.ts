import type { SettleResult, SettleRow } from '../db/settle-attempts.ts';
import type { Deps } from '../deps.ts';
import { doneTopic, runTopic, stopTopic, type Topic } from '../events/topics.ts';

/** Whether a settled task is tried again at some time, not at once. */
export const waitsForRetry = ({ taskStatus, delayMs }: SettleRow): boolean => taskStatus === 'ready' && delayMs > 0;

/** Whether a settled task may be placed again now. */
export const isReadyAtOnce = ({ taskStatus, delayMs }: SettleRow): boolean => taskStatus === 'ready' && delayMs <= 0;

/** Tells everybody what a batch of outcomes changed: runs that moved, runs that ended, work that became ready. */
export function announceSettled(deps: Pick<Deps, 'feed'>, rows: SettleRow[], result: SettleResult): void {
  const topics = new Set<Topic>();
  rows.forEach((row, index) => {
    if (!result.written[index]) return;
    topics.add(runTopic(row.runId));
    if (waitsForRetry(row)) topics.add('due');
  });
  for (const runId of result.finishedRunIds) topics.add(doneTopic(runId));
  for (const attemptId of result.overtaken ?? []) topics.add(stopTopic(attemptId));
  if (result.children) topics.add('children');
  topics.add('settled');
  deps.feed.publish(topics);
}
