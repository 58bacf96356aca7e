import { z } from 'zod';
import type { AgentPatch } from '../agent/agent-view.ts';
import type { BreakerSummary } from '../breaker/breaker-summary.ts';
import type { EventView, LogLineView } from '../run/event-view.ts';
import type { RunSummary } from '../run/run-view.ts';
import type { TaskSummary } from '../task/task-view.ts';

// What goes over one live stream. Everything is a patch over something the client has read before: after `reset` it reads that again.

/** Of what is only told that it changed: it is small, or changes seldom, and is read again. */
export const NOTICES = ['alerts', 'failures', 'emergency', 'inbox', 'metrics', 'validations', 'audit'] as const;
export type Notice = (typeof NOTICES)[number];

/** A run to watch from event `after` on, or from now; the log of a task from a cursor on, or from its first line. */
export const liveTopicSchema = z.union([
  z.literal('runs'),
  z.literal('agents'),
  z.literal('breakers'),
  z.enum(NOTICES),
  z.strictObject({ run: z.uuid(), after: z.number().int().min(0).optional() }),
  z.strictObject({ logs: z.uuid(), after: z.string().max(200).optional() }),
]);
export type LiveTopic = z.output<typeof liveTopicSchema>;

export type LiveTopicName = 'runs' | 'agents' | 'breakers' | Notice | `run:${string}` | `logs:${string}`;

export type LiveMessage =
  /** Runs of the list that are new or changed. */
  | { kind: 'runs'; runs: RunSummary[] }
  /** Agents that are new or changed, and the ids of those that went. */
  | { kind: 'agents'; agents: AgentPatch[]; removed: string[] }
  /** Breakers that are new or changed. */
  | { kind: 'breakers'; breakers: BreakerSummary[] }
  /** Events of one run, in order and without gaps, with the run and the tasks they name as they are now. */
  | {
      kind: 'run';
      runId: string;
      run: RunSummary | null;
      events: EventView[];
      tasks: TaskSummary[];
      /** Of the newest event when it was handed out, milliseconds; absent for what happened before somebody watched. */
      ageMs?: number;
    }
  /** Lines of one task, in order; `cursor` goes on behind the last. */
  | { kind: 'logs'; taskId: string; lines: LogLineView[]; cursor: string }
  /** Patches of these topics were left out, or there are none (of notices): read them again. */
  | { kind: 'reset'; topics: LiveTopicName[] };
