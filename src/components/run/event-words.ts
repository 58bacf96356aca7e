import type { EventView } from '@/server/core/run/event-view.ts';
import type { Tone } from '../status/status-vocabulary.ts';

const TONES: Record<string, Tone> = {
  completed: 'ok',
  failed: 'fail',
  retrying: 'wait',
  rejected: 'fail',
  verified: 'ok',
  unverified: 'wait',
  deadline_exceeded: 'fail',
  waiting: 'wait',
  escalated: 'wait',
  lost: 'wait',
  paused: 'wait',
  started: 'run',
  assigned: 'run',
  hedge_started: 'run',
  hedge_won: 'ok',
  hedge_ended: 'wait',
  resumed: 'run',
  grown: 'run',
};

/** The tone of an event by what happened ("task.failed"); calm when nothing speaks against it. */
export function eventTone({ type }: EventView): Tone {
  return TONES[type.slice(type.indexOf('.') + 1)] ?? 'idle';
}

/** What an event says besides its type, in a line; empty when it says nothing more. */
export function eventDetail({ data }: EventView, agentName: (id: string) => string): string {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return '';
  const { agent_id: agent, check, reason, detail, error, delay_ms: delay, by, calls, kept, reused_from: reused, given } = data;
  const parts: string[] = [];
  if (typeof calls === 'number') parts.push(calls === 1 ? '1 call' : `${calls} calls`);
  if (typeof kept === 'number') parts.push(`${kept} taken over from an earlier run`);
  if (typeof agent === 'string') parts.push(`to ${agentName(agent)}`);
  if (typeof check === 'string') parts.push(`by ${check}`);
  if (typeof reason === 'string') parts.push(reason);
  if (typeof detail === 'string' && detail !== '') parts.push(detail);
  if (error !== null && typeof error === 'object' && !Array.isArray(error)) parts.push(`${String(error.code)}: ${String(error.message)}`);
  if (typeof delay === 'number' && delay > 0) parts.push(`next attempt in ${delay} ms`);
  if (typeof by === 'string') parts.push(`by ${by}`);
  if (typeof reused === 'string') parts.push('taken over from an earlier run');
  if (given === 'pinned') parts.push('pinned: not executed');
  if (given === 'left_out') parts.push('left out of the trial');
  return parts.join(' · ');
}
