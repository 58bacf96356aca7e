import { RECOVERY_TARGET_MS } from '@/server/core/recovery/failure.ts';

/** A failure's times, as far as they are known. */
export interface FailureTimes {
  beganAt: Date;
  seenAt: Date;
  actedAt: Date | null;
  validatedAt: Date | null;
}

export interface TimelinePart {
  name: 'detection' | 'action' | 'recovery';
  /** Milliseconds. */
  ms: number;
  /** Shares of the line's whole length, 0..1. */
  from: number;
  width: number;
}

export interface FailureTimeline {
  parts: TimelinePart[];
  /** From the beginning to the recovery; null while it is not recovered. */
  totalMs: number | null;
  withinTarget: boolean | null;
}

/** Short times must stay visible beside a target of two minutes: lengths grow with the square root. */
const place = (ms: number): number => Math.min(1, Math.sqrt(Math.max(0, ms) / RECOVERY_TARGET_MS));

/** The stretches from the beginning over seeing and acting to running again, along a line that ends at the target. */
export function layOutFailure({ beganAt, seenAt, actedAt, validatedAt }: FailureTimes): FailureTimeline {
  const moments = [beganAt, seenAt, actedAt, validatedAt].map((at) => (at === null ? null : at.getTime() - beganAt.getTime()));
  const parts: TimelinePart[] = [];
  let before = 0;
  for (const [at, name] of (['detection', 'action', 'recovery'] as const).entries()) {
    const end = moments[at + 1];
    if (end === null || end === undefined) continue;
    const until = Math.max(before, end);
    parts.push({ name, ms: until - before, from: place(before), width: place(until) - place(before) });
    before = until;
  }
  const totalMs = validatedAt === null ? null : before;
  return { parts, totalMs, withinTarget: totalMs === null ? null : totalMs <= RECOVERY_TARGET_MS };
}
