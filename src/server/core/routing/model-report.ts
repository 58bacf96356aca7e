import { z } from 'zod';

const scoreSchema = z.object({ brier: z.number().nullable(), log_loss: z.number().nullable(), n: z.number() });
const memorySchema = z.object({ half_life_hours: z.number(), capacity: z.number() });
/** Before and after on held-back decisions, when a model was refitted from history. */
export const modelReportSchema = z.object({
  outcomes: z.number(),
  before: scoreSchema,
  after: scoreSchema,
  chosen: memorySchema,
  tried: z.array(memorySchema.extend({ log_loss: z.number().nullable() })),
});
export type ModelReport = z.output<typeof modelReportSchema>;
