// Where one finds what an act was done to. Subjects are "kind:id"; some have a page, others stand in a list on one.

/** Kinds of subjects, as the audit names them, that are asked for by kind. */
export const SUBJECT_KINDS = [
  'agent',
  'alert',
  'alert_channel',
  'alert_rule',
  'approval',
  'breaker',
  'budget',
  'bulk_cancel',
  'bulk_retry',
  'context',
  'event',
  'failure',
  'fleet',
  'key',
  'persona',
  'pool',
  'routing-model',
  'run',
  'schedule',
  'secret',
  'setting',
  'sleep_window',
  'task',
  'user',
  'webhook',
  'workflow',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

const page = encodeURIComponent;

const PLACES: Readonly<Record<Exclude<SubjectKind, 'task'>, (id: string) => string>> = {
  agent: (id) => `/agents/${page(id)}`,
  alert: () => '/overview',
  alert_channel: () => '/settings',
  alert_rule: () => '/settings',
  approval: () => '/approvals',
  breaker: (id) => `/resilience?tab=breakers&breaker=${page(id)}`,
  budget: (id) => `/budgets?budget=${page(id)}`,
  bulk_cancel: () => '/runs',
  bulk_retry: () => '/runs',
  context: () => '/fleet?tab=sleep',
  event: () => '/schedules',
  failure: () => '/resilience?tab=failures',
  fleet: () => '/overview',
  key: () => '/settings',
  persona: (id) => `/fleet?tab=personas&persona=${page(id)}`,
  pool: (id) => `/fleet?tab=pools&pool=${page(id)}`,
  'routing-model': () => '/routing',
  run: (id) => `/runs/${page(id)}`,
  schedule: () => '/schedules',
  secret: () => '/settings',
  setting: () => '/settings',
  sleep_window: () => '/fleet?tab=sleep',
  user: () => '/settings',
  webhook: () => '/settings',
  workflow: (id) => `/workflows/${page(id)}`,
};

const isKind = (kind: string): kind is keyof typeof PLACES => Object.hasOwn(PLACES, kind);

/** The page of a subject; null where there is none. A task is found in its run, which its id does not name. */
export function placeOfSubject(subject: string, task: { runId: string; key: string } | null = null): string | null {
  const at = subject.indexOf(':');
  const [kind, id] = at < 0 ? [subject, ''] : [subject.slice(0, at), subject.slice(at + 1)];
  if (kind === 'task') return task && `/runs/${page(task.runId)}?task=${page(task.key)}`;
  return isKind(kind) ? PLACES[kind](id) : null;
}
