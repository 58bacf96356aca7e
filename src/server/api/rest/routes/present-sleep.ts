import { z } from 'zod';
import { CHECKPOINT_TYPES, CYCLE_TYPES, SLEEP_STATES } from '../../../core/sleep/sleep-state.ts';
import { clockOf, type SleepWindow } from '../../../core/sleep/sleep-window.ts';
import type { CheckpointInfo } from '../../../db/checkpoints.ts';
import type { ConsolidationView } from '../../../db/consolidations.ts';
import type { SleepCycleView } from '../../../use-cases/list-sleep-cycles.ts';

const time = z.iso.datetime();

export const consolidationSchema = z
  .object({
    id: z.string(),
    agent_id: z.string(),
    trigger: z.string(),
    tokens_before: z.number(),
    tokens_after: z.number(),
    retention: z.number().nullable().describe('Share of the distinct keywords that are still there'),
    entries_before: z.number(),
    entries_after: z.number(),
    merged: z.number(),
    shortened: z.number(),
    forgotten: z.number(),
    created_at: time,
  })
  .meta({ id: 'Consolidation' });

export function presentConsolidation(view: ConsolidationView): z.input<typeof consolidationSchema> {
  const { entriesBefore, entriesAfter, merged, shortened, forgotten } = view.report;
  return {
    id: view.id,
    agent_id: view.agentId,
    trigger: view.trigger,
    tokens_before: view.tokensBefore,
    tokens_after: view.tokensAfter,
    retention: view.retention,
    entries_before: entriesBefore,
    entries_after: entriesAfter,
    ...{ merged, shortened, forgotten },
    created_at: view.createdAt.toISOString(),
  };
}

export const sleepWindowSchema = z
  .object({
    id: z.string(),
    agent_id: z.string().nullable().describe('Null: every agent that is in no pool'),
    start: z.string(),
    end: z.string().describe('Not after the start: on the next day'),
    timezone: z.string(),
    days_of_week: z.array(z.number()).describe('1 is Monday; the days on which it begins'),
    active: z.boolean(),
    priority: z.number(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'SleepWindow' });

export function presentSleepWindow(window: SleepWindow): z.input<typeof sleepWindowSchema> {
  const { id, timezone, active, priority } = window;
  return {
    id,
    agent_id: window.agentId,
    start: clockOf(window.startMin),
    end: clockOf(window.endMin),
    timezone,
    days_of_week: window.daysOfWeek,
    active,
    priority,
    created_by: window.createdBy,
    created_at: window.createdAt.toISOString(),
  };
}

export const checkpointSchema = z
  .object({
    id: z.string(),
    agent_id: z.string(),
    type: z.enum(CHECKPOINT_TYPES),
    sha256: z.string(),
    size: z.number().describe('Bytes'),
    entries: z.number().describe('Context entries in it'),
    valid: z.boolean().nullable().describe('Null: never validated'),
    validated_at: time.nullable(),
    fault: z.string().nullable(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'Checkpoint' });

export function presentCheckpoint(checkpoint: CheckpointInfo): z.input<typeof checkpointSchema> {
  const { id, type, sha256, size, entries, valid, fault } = checkpoint;
  return {
    ...{ id, agent_id: checkpoint.agentId, type, sha256, size, entries, valid },
    validated_at: checkpoint.validatedAt?.toISOString() ?? null,
    fault,
    created_by: checkpoint.createdBy,
    created_at: checkpoint.createdAt.toISOString(),
  };
}

export const sleepCycleSchema = z
  .object({
    id: z.string(),
    agent_id: z.string(),
    type: z.enum(CYCLE_TYPES),
    state: z.enum(SLEEP_STATES),
    reason: z.string(),
    started_at: time,
    expected_wake_at: time.nullable(),
    ended_at: time.nullable(),
    wake_reason: z.string().nullable(),
    pre_checkpoint_id: z.string().nullable(),
    post_checkpoint_id: z.string().nullable(),
    consolidation: consolidationSchema.nullable(),
    recovery_ms: z.number().nullable().describe('From the decision to wake to being awake'),
    error: z.string().nullable(),
  })
  .meta({ id: 'SleepCycle' });

export function presentSleepCycle(cycle: SleepCycleView): z.input<typeof sleepCycleSchema> {
  const { id, type, state, reason, error } = cycle;
  return {
    ...{ id, agent_id: cycle.agentId, type, state, reason },
    started_at: cycle.startedAt.toISOString(),
    expected_wake_at: cycle.expectedWakeAt?.toISOString() ?? null,
    ended_at: cycle.endedAt?.toISOString() ?? null,
    wake_reason: cycle.wakeReason,
    pre_checkpoint_id: cycle.preCheckpointId,
    post_checkpoint_id: cycle.postCheckpointId,
    consolidation: cycle.consolidation && presentConsolidation(cycle.consolidation),
    recovery_ms: cycle.recoveryMs,
    error,
  };
}
