import { z } from 'zod';
import type { JsonValue } from '../json.ts';
import type { EventView } from './event-view.ts';

// Which events of a run somebody asks for. The browser puts what comes in live to the same test that the database puts the others to.

export const EVENT_KINDS = ['run', 'assignment', 'result', 'problem', 'wait', 'graph'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Types of events by kind; one may be of several. Those of the run itself have its prefix. */
export const TYPES_OF_KIND: Record<Exclude<EventKind, 'run'>, readonly string[]> = {
  assignment: ['task.assigned', 'task.started', 'task.returned', 'task.hedge_started', 'task.hedge_won', 'task.hedge_ended'],
  result: ['task.completed', 'task.failed', 'task.skipped', 'task.cancelled', 'task.verified', 'task.unverified', 'task.rejected'],
  problem: ['task.failed', 'task.retrying', 'task.lost', 'task.rejected', 'task.unverified', 'run.failed', 'run.deadline_exceeded'],
  wait: ['task.waiting', 'task.escalated', 'run.paused', 'run.resumed'],
  graph: ['task.grown', 'run.patched', 'run.patch_reverted'],
};
export const RUN_EVENT_PREFIX = 'run.';

export const eventFilterSchema = z.strictObject({
  kind: z.enum(EVENT_KINDS).optional(),
  /** The task's task_id, the whole of it. */
  task: z.string().min(1).max(300).optional(),
  /** Part of what the event says: its type, its task, its detail. In any case. */
  text: z.string().trim().min(1).max(200).optional(),
});
export type EventFilter = z.output<typeof eventFilterSchema>;

export const asksForAll = ({ kind, task, text }: EventFilter): boolean => kind === undefined && task === undefined && text === undefined;

const words = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** All an event says in words, as the list of events shows it, a line each. */
function wordsOf({ type, taskKey, data }: EventView, agentName: (id: string) => string): string {
  const said = [type, taskKey ?? ''];
  if (data !== null && typeof data === 'object' && !Array.isArray(data)) {
    const { agent_id: agent, error } = data;
    said.push(words(data.check), words(data.reason), words(data.detail), words(data.by));
    if (typeof agent === 'string') said.push(agentName(agent));
    if (error !== null && typeof error === 'object' && !Array.isArray(error)) said.push(words(error.code), words(error.message));
  }
  return said.join('\n').toLowerCase();
}

/** Whether an event is one of those that are asked for. */
export function matchesEvent(event: EventView, { kind, task, text }: EventFilter, agentName: (id: string) => string): boolean {
  if (kind === 'run' && !event.type.startsWith(RUN_EVENT_PREFIX)) return false;
  if (kind !== undefined && kind !== 'run' && !TYPES_OF_KIND[kind].includes(event.type)) return false;
  if (task !== undefined && event.taskKey !== task) return false;
  return text === undefined || wordsOf(event, agentName).includes(text.toLowerCase());
}
