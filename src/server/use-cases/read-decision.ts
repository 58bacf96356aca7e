import { NotFoundError } from '../core/errors.ts';
import { type DecisionRecord, decisionRecordSchema } from '../core/routing/decision-record.ts';
import { explainDecision } from '../core/routing/explain-decision.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { AttemptStatus } from '../core/task/state.ts';
import type { AttemptView } from '../core/task/task-view.ts';
import { findAgentNames } from '../db/agents.ts';
import { findAttempt } from '../db/read-attempts.ts';
import { type DecisionRow, findDecision } from '../db/read-decision.ts';
import type { Deps } from '../deps.ts';

/** What came of an assignment; read from the attempt, so it is never older than the truth. */
export interface DecisionOutcome {
  status: AttemptStatus;
  startedAt: Date | null;
  endedAt: Date | null;
  durationMs: number | null;
  error: AttemptError | null;
  usage: AttemptView['usage'];
}

export interface DecisionView extends Omit<DecisionRow, 'record'> {
  record: DecisionRecord;
  /** Names of the agents in the record, by id; those that are gone are missing. */
  agentNames: Record<string, string>;
  /** The record in sentences. */
  explanation: string[];
  attempt: { id: string; number: number; fence: number } | null;
  /** Null for a dry run. */
  outcome: DecisionOutcome | null;
}

function agentsIn(record: DecisionRecord): string[] {
  const filtered = Object.values(record.filtered).flatMap((filter) => filter?.agents ?? []);
  return [...new Set([...record.candidates.map(([agentId]) => agentId), ...filtered])];
}

/** The whole record of one assignment, in sentences too, and what came of it. @throws NotFoundError */
export async function readDecision(deps: Deps, id: string): Promise<DecisionView> {
  const [row, attempt] = await Promise.all([findDecision(deps.db, id), findAttempt(deps.db, id)]);
  if (row === null) throw new NotFoundError(`no decision ${id}`);
  const record = decisionRecordSchema.parse(row.record);
  const names = await findAgentNames(deps.db, agentsIn(record));
  const decision = {
    ...row,
    record,
    agentNames: Object.fromEntries(names),
    explanation: explainDecision(record, (agentId) => names.get(agentId) ?? agentId),
  };
  if (attempt === null) return { ...decision, attempt: null, outcome: null };
  const { number, fence, status, startedAt, endedAt, durationMs, error, usage } = attempt;
  return { ...decision, attempt: { id, number, fence }, outcome: { status, startedAt, endedAt, durationMs, error, usage } };
}
