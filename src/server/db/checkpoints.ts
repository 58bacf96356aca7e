import { z } from 'zod';
import { CHECKPOINT_TYPES, type CheckpointType } from '../core/sleep/sleep-state.ts';
import type { Database } from './client.ts';

export interface CheckpointInfo {
  id: string;
  agentId: string;
  type: CheckpointType;
  sha256: string;
  /** Bytes. */
  size: number;
  /** Context entries in it. */
  entries: number;
  /** Null: never validated. */
  valid: boolean | null;
  validatedAt: Date | null;
  /** What validation found. */
  fault: string | null;
  createdBy: string;
  createdAt: Date;
}

export type NewCheckpoint = Pick<CheckpointInfo, 'id' | 'agentId' | 'type' | 'sha256' | 'size' | 'entries' | 'createdBy'> & {
  content: string;
};

const type = z.enum(CHECKPOINT_TYPES);

/** Stores a checkpoint and forgets all but the newest `keep` of the agent. */
export async function insertCheckpoint(db: Database, checkpoint: NewCheckpoint, keep: number): Promise<CheckpointInfo> {
  const { content: _, ...row } = await db.prisma.checkpoint.create({ data: checkpoint });
  await db.pool.query({
    name: 'forget_checkpoints',
    text: `DELETE FROM checkpoint WHERE id IN (SELECT id FROM checkpoint WHERE agent_id = $1 ORDER BY id DESC OFFSET $2)`,
    values: [checkpoint.agentId, keep],
  });
  return { ...row, type: type.parse(row.type) };
}

/** Newest first. */
export async function listCheckpointRows(db: Database, agentId: string): Promise<CheckpointInfo[]> {
  const rows = await db.prisma.checkpoint.findMany({ where: { agentId }, orderBy: { id: 'desc' }, omit: { content: true } });
  return rows.map((row) => ({ ...row, type: type.parse(row.type) }));
}

export async function findCheckpoint(db: Database, agentId: string, id: string): Promise<(CheckpointInfo & { content: string }) | null> {
  const row = await db.prisma.checkpoint.findFirst({ where: { id, agentId } });
  return row === null ? null : { ...row, type: type.parse(row.type) };
}

export async function markValidated(db: Database, id: string, fault: string | null): Promise<void> {
  await db.pool.query({
    name: 'mark_validated',
    text: 'UPDATE checkpoint SET valid = $2::text IS NULL, fault = $2, validated_at = clock_timestamp() WHERE id = $1',
    values: [id, fault],
  });
}
