import { z } from 'zod';

const weight = z.number().nonnegative();
const time = z.number().int();
const name = z.string().min(1);

/** An agent's outcomes at a task type, each counted by how much of it is remembered. */
export const successRowSchema = z.strictObject({
  agent: name,
  type: name,
  /** How well the agent's capabilities cover what the type requires. */
  fit: z.number().min(0).max(1),
  successes: weight,
  failures: weight,
  /** The sums of the change watch. */
  drop: weight,
  rise: weight,
  /** Epoch ms at which the counts were true. */
  updatedAt: time,
});
export type SuccessRow = z.infer<typeof successRowSchema>;

const levelsSchema = z.strictObject({
  fleet: z.number(),
  coefficient: z.number(),
  agent: z.number().positive(),
  type: z.number().positive(),
  interaction: z.number().positive(),
});

export const successStateSchema = z.strictObject({
  version: z.literal(1),
  /** One per reading of the rows; without them, they are estimated from the rows anew. */
  readings: z.array(z.strictObject({ logLikelihood: z.number(), levels: levelsSchema })),
  rows: z.array(successRowSchema),
  /** Agents that joined when the others were known, and are not known yet themselves. */
  newcomers: z.array(name).optional(),
});
export type SuccessState = z.infer<typeof successStateSchema>;

/** What an agent's outcomes at a task type amounted to, on the scale of the belief (mostly logarithmic). */
export const amountRowSchema = z.strictObject({
  agent: name,
  type: name,
  count: weight,
  mean: z.number(),
  /** Sum of squared deviations from the mean. */
  squares: weight,
  updatedAt: time,
});
export type AmountRow = z.infer<typeof amountRowSchema>;

export const amountStateSchema = z.strictObject({ version: z.literal(1), rows: z.array(amountRowSchema) });
export type AmountState = z.infer<typeof amountStateSchema>;

/** Everything a belief holds. Small: one row per agent, type and kind of figure. */
export const beliefStateSchema = z.strictObject({
  version: z.literal(1),
  returned: successStateSchema,
  verified: successStateSchema,
  duration: amountStateSchema,
  cost: amountStateSchema,
  quality: amountStateSchema,
});
export type BeliefState = z.infer<typeof beliefStateSchema>;
