import type { HumanCheck } from '../core/contract/contract.ts';
import type { Verification } from '../core/contract/verdict.ts';
import type { JsonObject } from '../core/json.ts';
import type { EndedAttemptStatus, TaskStatus } from '../core/task/state.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import { settleStatement } from './settle-statement.ts';

export interface SettleRow {
  /** Null when a task ends without having been given to anybody (skipped, a condition that cannot be evaluated). */
  attemptId: string | null;
  taskId: string;
  runId: string;
  fence: number;
  attemptStatus: EndedAttemptStatus | null;
  taskStatus: Extract<TaskStatus, 'completed' | 'failed' | 'cancelled' | 'skipped' | 'ready' | 'waiting'>;
  /** 1 when the attempt counts against the retry policy. */
  countsAttempt: boolean;
  countsLoss: boolean;
  /** Only for taskStatus "ready": 0 puts the task back into the queue at once. */
  delayMs: number;
  /** How long ago the attempt started, when its start is not stored yet; milliseconds. */
  startedAgoMs: number | null;
  outputText: string | null;
  outputArtifactId: string | null;
  errorText: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** What the task's contract said; absent where there is none. */
  contract?: { verification: Verification; review?: HumanCheck };
}

export interface SettleResult {
  /** One per row, in order: whether it was written. False: stale fence, or the task was over. */
  written: boolean[];
  /** Tasks that became ready. */
  unlocked: number;
  finishedRunIds: string[];
  /** Some of these ran as tasks of other runs. Absent: none did. */
  children?: boolean;
  /** Attempts that should stop: another one of their task has the result. Absent where there are none. */
  overtaken?: string[];
}

const PLAIN = settleStatement('plain');
const CONTRACT = settleStatement('contract');
const REVIEW = settleStatement('review');
const CONTROL = settleStatement('control');
const MINUTE_MS = 60_000;

function columnsOf(rows: SettleRow[]): unknown[] {
  return [
    bareArray(rows.map((row) => row.attemptId)),
    bareArray(rows.map((row) => row.taskId)),
    bareArray(rows.map((row) => row.runId)),
    bareArray(rows.map((row) => row.fence)),
    joinedTexts(rows.map((row) => row.attemptStatus)),
    joinedTexts(rows.map((row) => row.taskStatus)),
    bareArray(rows.map((row) => Number(row.countsAttempt))),
    bareArray(rows.map((row) => Number(row.countsLoss))),
    bareArray(rows.map((row) => row.delayMs)),
    bareArray(rows.map((row) => row.startedAgoMs)),
    joinedTexts(rows.map((row) => row.outputText)),
    bareArray(rows.map((row) => row.outputArtifactId)),
    joinedTexts(rows.map((row) => row.errorText)),
    bareArray(rows.map((row) => row.inputTokens)),
    bareArray(rows.map((row) => row.outputTokens)),
    bareArray(rows.map((row) => row.costUsd)),
    bareArray([...new Set(rows.map((row) => row.runId))]),
  ];
}

const verdictsOf = (rows: SettleRow[]) =>
  joinedTexts(rows.map(({ contract }) => (contract === undefined ? null : JSON.stringify(contract.verification))));

function reviewText({ contract }: SettleRow): string | null {
  if (contract?.review === undefined) return null;
  const { instructions, on_deadline, deadline_minutes } = contract.review;
  return JSON.stringify({ instructions, on_deadline, due_ms: deadline_minutes === undefined ? null : deadline_minutes * MINUTE_MS });
}

async function run(hot: Queryable, rows: SettleRow[], statement: { name: string; text: string; values: unknown[] }): Promise<SettleResult> {
  const answer = await hot.query<{ ords: number[]; unlocked: number; finished: string[]; children: boolean }>(statement);
  const found = answer.rows[0];
  const ords = new Set(found?.ords ?? []);
  const written = rows.map((_, index) => ords.has(index + 1));
  const whole = { written, unlocked: found?.unlocked ?? 0, finishedRunIds: found?.finished ?? [] };
  return found?.children ? { ...whole, children: true } : whole;
}

/** Writes outcomes as one transaction. */
export async function settleAttempts(hot: Queryable, rows: SettleRow[]): Promise<SettleResult> {
  const values = columnsOf(rows);
  if (rows.every((row) => row.contract === undefined)) return run(hot, rows, { name: 'settle_attempts', text: PLAIN, values });
  const checked = [...values, verdictsOf(rows), joinedTexts(rows.map(reviewText))];
  return run(hot, rows, { name: 'settle_contracts', text: CONTRACT, values: checked });
}

/** What was decided of a result under review. `verdict` is null where a deadline decided without anybody's judgement. */
export interface ReviewedRow extends SettleRow {
  decision: { verdict: 'accept' | 'reject' | 'expired'; reason: string; by: string };
}

/** Writes decisions on results under review as one transaction; a row whose task waits for no review any more changes nothing. */
export async function settleReviews(hot: Queryable, rows: ReviewedRow[]): Promise<SettleResult> {
  const decisions = joinedTexts(rows.map(({ decision }) => JSON.stringify(decision)));
  const values = [...columnsOf(rows), verdictsOf(rows), decisions];
  return run(hot, rows, { name: 'settle_reviews', text: REVIEW, values });
}

/** The end of what a control task waited for. */
export interface ControlRow extends SettleRow {
  /** What was said to an approval; absent for other kinds. `by` is null where a deadline decided. */
  answer?: { status: 'approved' | 'rejected'; form: JsonObject; comment: string; by: string | null };
}

/** Ends waiting control tasks as one transaction; a row whose task waits for nothing any more changes nothing. */
export async function settleControls(hot: Queryable, rows: ControlRow[]): Promise<SettleResult> {
  const answers = joinedTexts(rows.map(({ answer }) => (answer === undefined ? null : JSON.stringify(answer))));
  return run(hot, rows, { name: 'settle_controls', text: CONTROL, values: [...columnsOf(rows), answers] });
}
