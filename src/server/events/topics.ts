// What can change, by name. A topic says that something changed, never what.

export type Topic =
  /** Work was handed in or let go: dispatch should look. */
  | 'ready'
  /** Attempts ended: slots were freed, dependents may be ready. The process that ended them knows already. */
  | 'settled'
  /** Tasks were put back that wait for the time of their next try. The process that ended their attempts knows already. */
  | 'due'
  /** Results came from outside that are to be checked against a contract. */
  | 'reported'
  /** A task waits for what no agent can do: a pool may have to wake. */
  | 'starved'
  /** Agents were registered, changed or retired. */
  | 'agents'
  /** Breakers changed, or counted more. */
  | 'breakers'
  /** Attempts were taken from whoever executes them. */
  | 'taken'
  /** Runs ended that run as tasks of others. */
  | 'children'
  /** The fleet was stopped, or works again. */
  | 'emergency'
  /** Failures were found, acted on or resolved; dead letters came or were decided. */
  | 'failures'
  /** What waits for a person changed: approvals and reviews were asked, answered, passed on or withdrawn. */
  | 'inbox'
  /** Alerts opened, closed, changed or were acknowledged. */
  | 'alerts'
  /** Points of measures were added. */
  | 'metrics'
  /** Validation runs were queued, got on, or ended. */
  | 'validations'
  /** Acts were added to the audit. */
  | 'audit'
  /** This run, its tasks or its events. */
  | `run:${string}`
  /** This run reached its end. */
  | `done:${string}`
  /** Attempts of this run should stop: it was cancelled. */
  | `cancel:${string}`
  /** This attempt should stop: another one of its task has the result. */
  | `stop:${string}`
  /** Attempts were assigned to this pull agent. */
  | `claim:${string}`
  /** New log lines of this task. */
  | `log:${string}`
  /** What this principal may do changed, or they are out: what they have open ends. */
  | `access:${string}`;

export const runTopic = (runId: string): Topic => `run:${runId}`;
export const doneTopic = (runId: string): Topic => `done:${runId}`;
export const cancelTopic = (runId: string): Topic => `cancel:${runId}`;
export const stopTopic = (attemptId: string): Topic => `stop:${attemptId}`;
export const claimTopic = (agentId: string): Topic => `claim:${agentId}`;
export const accessTopic = (principalId: string): Topic => `access:${principalId}`;
export const logTopic = (taskId: string): Topic => `log:${taskId}`;
