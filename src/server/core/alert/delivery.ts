import type { AlertSeverity } from './alert.ts';

// Telling a receiver of an alert: once when it opens, once when it closes. What is not taken is offered again after longer and longer
// waits, six times in all; more than a receiver's share of an hour is not sent.

/** Waits after the first, second, ... failed try, ms. */
const WAITS_MS = [5_000, 60_000, 300_000, 1_800_000, 7_200_000] as const;
/** Deliveries to one receiver within an hour; what is beyond is dropped, and says so. */
export const MOST_PER_HOUR = 120;
export const MOST_CHANNELS = 20;

/** When to try again, ms from now; null: never. @param tries made so far, this one among them */
export const nextTryMs = (tries: number): number | null => WAITS_MS[tries - 1] ?? null;

export interface AlertEvent {
  /** test: somebody wants to know whether the receiver hears. */
  event: 'opened' | 'closed' | 'test';
  alert: { id: string; kind: string; subject: string; severity: AlertSeverity; message: string; openedAt: Date; closedAt: Date | null };
}

/** The body of a delivery. Standard Webhooks: type, timestamp, data. */
export function deliveryBody({ event, alert }: AlertEvent, now: Date): string {
  const { id, kind, subject, severity, message, openedAt, closedAt } = alert;
  return JSON.stringify({
    type: `alert.${event}`,
    timestamp: now.toISOString(),
    data: { id, kind, subject, severity, message, opened_at: openedAt.toISOString(), closed_at: closedAt?.toISOString() ?? null },
  });
}

/** What an answer means: taken, gone for good (the receiver wants nothing any more), or to be tried again. */
export function judgeAnswer(status: number): 'taken' | 'gone' | 'again' {
  if (status >= 200 && status < 300) return 'taken';
  return status === 410 ? 'gone' : 'again';
}

/** What a receiver gets that is tried: an alert that is none. */
export const trialEvent = (id: string, now: Date): AlertEvent => ({
  event: 'test',
  alert: {
    id,
    kind: 'test',
    subject: 'fleet',
    severity: 'info',
    message: 'This is a test. Whoever reads it is told of alerts.',
    openedAt: now,
    closedAt: null,
  },
});

/** What the refusal of a mail server means; 5xx says that it would say the same again. RFC 5321. */
export const judgeMailRefusal = (code: number): 'refused' | 'again' => (code >= 500 ? 'refused' : 'again');
