/** A duty of the fleet as people see it. */
export interface DutyView {
  name: string;
  everyMs: number;
  /** Null: it never was. */
  lastAt: Date | null;
  /** When it may come again; null before its first time. */
  nextAt: Date | null;
  /** It should have come, and has not: no process does it. */
  overdue: boolean;
}

/** Processes look every two seconds, and a duty that takes long holds its next one up. Milliseconds. */
const PATIENCE_MS = 10_000;

/** How a duty stands. One that never was is not late: nobody may be asked to do it here. */
export function viewDuty(duty: { name: string; everyMs: number }, lastAt: Date | null, now: Date): DutyView {
  if (lastAt === null) return { ...duty, lastAt, nextAt: null, overdue: false };
  const nextAt = new Date(lastAt.getTime() + duty.everyMs);
  return { ...duty, lastAt, nextAt, overdue: now.getTime() - nextAt.getTime() > Math.max(duty.everyMs, PATIENCE_MS) };
}
