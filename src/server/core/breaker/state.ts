import { z } from 'zod';
import { windowStateSchema } from './window.ts';

/** forced_open is a breaker that a person has opened (isolated): only a person ends it. */
export const BREAKER_STATUSES = ['closed', 'open', 'half_open', 'forced_open', 'disabled', 'metrics_only'] as const;
export type BreakerStatus = (typeof BREAKER_STATUSES)[number];

const epochMs = z.number();

/** A breaker between two events: plain data, stored as it is, replaced as a whole by compare-and-set. */
export const breakerStateSchema = z.strictObject({
  status: z.enum(BREAKER_STATUSES),
  /** Grows with every change of status or period. A call notes it when it is let through; its outcome counts while it has not changed. */
  generation: z.number().int().nonnegative(),
  createdAt: epochMs,
  /** When it took its status. */
  since: epochMs,
  /** When the next call may be let through, of an open breaker; null: at once. */
  until: epochMs.nullable(),
  /** When it last opened; null when it never did, or a person has reset it since. */
  openedAt: epochMs.nullable(),
  /** Openings since it was last closed; what the wait grows by. */
  openings: z.number().int().nonnegative(),
  /** Permits given out in half-open and not returned. */
  granted: z.number().int().nonnegative(),
  /** Calls refused since it took its status. */
  refused: z.number().int().nonnegative(),
  /** The window holds outcomes of probes: it is that of a half-open state, or of the one before this opening. */
  probing: z.boolean(),
  window: windowStateSchema,
  lastFailureAt: epochMs.nullable(),
  /** Spreads the waits of breakers that open together; any 32-bit number, constant over its life. */
  seed: z.number().int(),
});
export type BreakerState = Readonly<z.output<typeof breakerStateSchema>>;
