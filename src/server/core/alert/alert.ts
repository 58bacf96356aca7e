// An alert is something a person should look at. It opens when its cause appears, closes by itself when the cause is gone, and can be
// acknowledged meanwhile: seen, by somebody, who is named. What goes wrong again later is a new alert.

import type { JsonObject } from '../json.ts';

export const ALERT_KINDS = [
  'no_capable_agent',
  'failures_pile_up',
  'dead_letter',
  'deadly_agent',
  'approval_overdue',
  'budget',
  'rule',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** A cause that stands now. */
export interface AlertCause {
  /** What it is about; one alert is open per kind and subject. */
  subject: string;
  severity: AlertSeverity;
  message: string;
  detail: JsonObject;
}

export interface AlertView extends AlertCause {
  id: string;
  kind: AlertKind;
  openedAt: Date;
  /** When the cause was gone; null while it stands. */
  closedAt: Date | null;
  acknowledgedBy: string | null;
  /** The name of who acknowledged it. */
  acknowledgedByName: string | null;
  acknowledgedAt: Date | null;
}

/** Tasks that wait at one gate for an agent that nobody is. */
export interface Shortage {
  gateKey: string;
  /** Waiting tasks, counted up to COUNT_LIMIT. */
  waiting: number;
  /** Since when the first in line waits. */
  since: Date;
  /** The first in line. */
  runId: string;
  taskKey: string;
  /** Why nobody can take it. */
  reason: string;
}

/** More waiting tasks than this are not counted. */
export const COUNT_LIMIT = 1_000;
const MESSAGE_LIMIT = 500;

/** What people are told when tasks wait for a capability that no agent has. */
export function alertOfShortage({ gateKey, waiting, since, runId, taskKey, reason }: Shortage): AlertCause {
  const tasks = waiting === 1 ? '1 task waits' : `${waiting > COUNT_LIMIT ? `more than ${COUNT_LIMIT}` : waiting} tasks wait`;
  return {
    subject: gateKey,
    severity: 'warning',
    message: `${tasks}: ${reason}`.slice(0, MESSAGE_LIMIT),
    detail: { waiting: Math.min(waiting, COUNT_LIMIT), since: since.toISOString(), run_id: runId, task_id: taskKey, reason },
  };
}

/** A question that nobody answered before its deadline, and that was handed on to admins. */
export interface OverdueApproval {
  id: string;
  title: string;
  runId: string;
  dueAt: Date | null;
}

export function alertOfOverdue({ id, title, runId, dueAt }: OverdueApproval): AlertCause {
  return {
    subject: `approval:${id}`,
    severity: 'warning',
    message: `Nobody answered in time: ${title}`.slice(0, MESSAGE_LIMIT),
    detail: { approval_id: id, run_id: runId, due_at: dueAt?.toISOString() ?? null },
  };
}
