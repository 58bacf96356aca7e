import { z } from 'zod';
import { REPORTED_STATUSES } from './status.ts';

/** What an agent tells of itself. Everything is its own word and shown as such; routing counts on what the engine measures. */
export const heartbeatSchema = z.strictObject({
  status: z.enum(REPORTED_STATUSES).optional(),
  /** Share of its processor in use, 0..1. */
  cpu: z.number().min(0).max(1).optional(),
  memory_mb: z.number().min(0).max(1e9).optional(),
  /** Share of its context window in use, 0..1. */
  context_usage: z.number().min(0).max(1).optional(),
});
export type Heartbeat = z.output<typeof heartbeatSchema>;
