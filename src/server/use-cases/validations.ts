import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import type { BenchmarkType, Severity, StartValidation } from '../core/validation/benchmark.ts';
import type { ValidationMeasure } from '../core/validation/measures.ts';
import { planBenchmark } from '../core/validation/plan.ts';
import { trendOf, type ValidationTrend } from '../core/validation/trend.ts';
import type { ValidationSummary, ValidationView } from '../core/validation/validation-view.ts';
import { inTransaction } from '../db/in-transaction.ts';
import {
  findValidation,
  insertValidation,
  listCompletedOfKind,
  listValidationRows,
  requestValidationStop,
  setBaseline,
  type ValidationRow,
} from '../db/validation-runs.ts';
import { readValidationSamples, type StoredSamples } from '../db/validation-samples.ts';
import type { Deps } from '../deps.ts';
import { VERSION } from '../version.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { recordAudit } from './record-audit.ts';

const count = (row: ValidationRow, status: string) => row.verdicts.filter((verdict) => verdict.status === status).length;

const summaryOf = (row: ValidationRow, createdByName: string): ValidationSummary => ({
  id: row.id,
  type: row.type,
  severity: row.severity,
  status: row.status,
  verdict: row.verdict,
  met: count(row, 'met'),
  missed: count(row, 'missed'),
  unknown: count(row, 'unknown'),
  regressions: row.regression.filter(({ regressed }) => regressed).length,
  commit: row.commit,
  version: row.version,
  isBaseline: row.isBaseline,
  createdBy: row.createdBy,
  createdByName,
  createdAt: row.createdAt,
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
});

interface Queued {
  id: string;
  request: StartValidation;
  createdBy: string;
}

/** Queues a run unless one is open. @returns the id of the open one; null: this one is queued */
export async function queueValidation(deps: Pick<Deps, 'db' | 'feed'>, { id, request, createdBy }: Queued): Promise<string | null> {
  const plan = planBenchmark(request);
  const open = await insertValidation(deps.db.pool, { id, request, plan, version: VERSION, createdBy });
  if (open === null) deps.feed.publish(['validations']);
  return open;
}

/**
 * Queues a run; an execution process takes it within seconds.
 * @throws ConflictError with the id of the run that is open
 */
export async function startValidation(deps: Deps, request: StartValidation, principal: Principal): Promise<ValidationView> {
  const id = deps.newId();
  const open = await queueValidation(deps, { id, request, createdBy: principal.id });
  if (open !== null) throw new ConflictError(`a validation run is open: ${open === '' ? 'it is just ending, try again' : open}`);
  await recordAudit(deps, {
    actor: principal,
    action: 'validation.start',
    subject: `validation:${id}`,
    detail: { type: request.type, severity: request.severity },
  });
  return readValidation(deps, id);
}

/** @throws NotFoundError */
async function requireRow(deps: Pick<Deps, 'db'>, id: string): Promise<ValidationRow> {
  const row = await findValidation(deps.db.pool, id);
  if (row === null) throw new NotFoundError(`no validation run ${id}`);
  return row;
}

/** @throws NotFoundError */
export async function readValidation(deps: Pick<Deps, 'db'>, id: string): Promise<ValidationView> {
  const row = await requireRow(deps, id);
  const nameOf = await nameActors(deps, [row.createdBy]);
  const { seconds, progress, fault, stopRequested, machine, verdicts, regression, baselineId, plan } = row;
  return {
    ...summaryOf(row, nameOf(row.createdBy)),
    seconds,
    progress,
    fault,
    stopRequested,
    machine,
    verdicts,
    regression,
    baselineId,
    plan,
  };
}

const place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

export interface ValidationFilter {
  limit: number;
  after?: string | undefined;
  type?: BenchmarkType | undefined;
  severity?: Severity | undefined;
}

/** Runs, newest first. @throws MalformedError for a foreign cursor */
export async function listValidations(deps: Pick<Deps, 'db'>, filter: ValidationFilter): Promise<Page<ValidationSummary>> {
  const from = decodeCursor(place, filter.after);
  const rows = await listValidationRows(deps.db.pool, {
    limit: filter.limit + 1,
    after: from ? { createdAt: from[0], id: from[1] } : null,
    type: filter.type ?? null,
    severity: filter.severity ?? null,
  });
  const cut = cutPage(rows, filter.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.createdAt, row.id]) });
  const nameOf = await nameActors(
    deps,
    cut.data.map(({ createdBy }) => createdBy),
  );
  return { data: cut.data.map((row) => summaryOf(row, nameOf(row.createdBy))), nextCursor: cut.nextCursor };
}

/** Runs that a trend goes over, at most. */
const TREND_RUNS = 50;

/** How the measures of one kind of benchmark went, by run and commit; of the kind that completed last where none is named. Null: none completed. */
export async function readTrend(
  deps: Pick<Deps, 'db'>,
  kind: Pick<ValidationFilter, 'type' | 'severity'>,
): Promise<ValidationTrend | null> {
  const rows = await listCompletedOfKind(deps.db.pool, { type: kind.type ?? null, severity: kind.severity ?? null, limit: TREND_RUNS });
  const [newest] = rows;
  if (newest === undefined) return null;
  const runs = rows.toReversed().map(({ id, createdAt, commit, version, verdicts }) => ({ id, at: createdAt, commit, version, verdicts }));
  return { type: newest.type, severity: newest.severity, measures: trendOf(runs) };
}

/** Asks for the end of a run; what it made is removed. @throws NotFoundError, ConflictError when it has ended */
export async function stopValidation(deps: Deps, id: string, principal: Principal): Promise<ValidationView> {
  const before = await requestValidationStop(deps.db.pool, id);
  if (before === null) throw new NotFoundError(`no validation run ${id}`);
  if (before !== 'queued' && before !== 'running') throw new ConflictError(`a validation run that is ${before} cannot be stopped`);
  await recordAudit(deps, { actor: principal, action: 'validation.stop', subject: `validation:${id}` });
  deps.feed.publish(['validations']);
  return readValidation(deps, id);
}

/** Makes a completed run what later ones of its type and severity are held against. @throws NotFoundError, ConflictError */
export async function makeBaseline(deps: Deps, id: string, principal: Principal): Promise<ValidationView> {
  const { status } = await requireRow(deps, id);
  const set = await inTransaction(deps.db, (client) => setBaseline(client, id));
  if (!set) throw new ConflictError(`a validation run that is ${status} cannot be a baseline`);
  await recordAudit(deps, { actor: principal, action: 'validation.baseline', subject: `validation:${id}` });
  deps.feed.publish(['validations']);
  return readValidation(deps, id);
}

/** The raw samples of a run: of one measure, or of all. @throws NotFoundError */
export async function readSamples(deps: Pick<Deps, 'db'>, id: string, measure: ValidationMeasure | null): Promise<StoredSamples[]> {
  await requireRow(deps, id);
  return readValidationSamples(deps.db.pool, id, measure);
}
