/**
 * `silent`: not heard of any more. `stalled`: it says that it lives and gets nowhere. `working`: it is heard of, and either moves on or
 * never promised to say how far it is.
 */
export const LIVENESS = ['working', 'stalled', 'silent'] as const;
export type Liveness = (typeof LIVENESS)[number];

export interface Signs {
  /** Suspected by its silence. */
  suspect: boolean;
  /** Since its progress last grew, or since it began, ms; null where nothing is held. */
  withoutProgressMs: number | null;
  /** How long work may stand still, ms; null where nobody set a limit. */
  progressTimeoutMs: number | null;
}

/** What is to be thought of somebody's work by the signs it gives. */
export function judgeProgress({ suspect, withoutProgressMs, progressTimeoutMs }: Signs): Liveness {
  if (suspect) return 'silent';
  const limited = withoutProgressMs !== null && progressTimeoutMs !== null;
  return limited && withoutProgressMs >= progressTimeoutMs ? 'stalled' : 'working';
}
