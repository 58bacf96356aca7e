import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { InvalidError, NotFoundError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import { cutPage, type Page } from '../core/page.ts';
import {
  type ChangeSchedule,
  type CreateSchedule,
  type FireView,
  type ScheduleView,
  scheduleRuleSchema,
  timeZoneSchema,
} from '../core/trigger/schedule.ts';
import {
  deleteSchedule,
  findSchedule,
  insertSchedule,
  listFireRows,
  listScheduleRows,
  type ScheduleRow,
  type StoredSchedule,
  updateSchedule,
} from '../db/schedules.ts';
import type { Deps } from '../deps.ts';
import { findCronFault, nextAfter, previewOf, type TimedRule } from '../occurrences.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { recordAudit } from './record-audit.ts';

const PREVIEW = 10;

export const previewScheduleSchema = z.strictObject({ rule: scheduleRuleSchema, timezone: timeZoneSchema.default('UTC') });

/** @throws InvalidError at the expression */
function checkRule({ rule, timezone }: Pick<TimedRule, 'rule' | 'timezone'>): void {
  if (rule.kind !== 'cron') return;
  const fault = findCronFault(rule.expression, timezone, Date.now());
  if (fault !== null) throw new InvalidError(`"${rule.expression}" ${fault}`, [{ path: 'rule.expression', message: fault }]);
}

/** The next ten times of a rule, for one that begins now. @throws InvalidError */
export function previewSchedule(input: z.output<typeof previewScheduleSchema>): Date[] {
  checkRule(input);
  const now = Date.now();
  return previewOf({ ...input, createdAt: new Date(now) }, now, PREVIEW);
}

const nextOf = (timed: TimedRule, paused: boolean): Date | null => (paused ? null : nextAfter(timed, Date.now()));

async function view(deps: Deps, rows: ScheduleRow[]): Promise<(row: ScheduleRow) => ScheduleView> {
  const nameOf = await nameActors(
    deps,
    rows.map(({ createdBy }) => createdBy),
  );
  return (row) => ({ ...row, createdByName: nameOf(row.createdBy) });
}

const place = z.tuple([z.string(), z.uuid()]);

/** Schedules by name, of one workflow or of all. @throws MalformedError for a foreign cursor */
export async function listSchedules(
  deps: Deps,
  page: { limit: number; after?: string | undefined; workflowId?: string | undefined },
): Promise<Page<ScheduleView>> {
  const from = decodeCursor(place, page.after);
  const after = from === undefined ? null : { name: from[0], id: from[1] };
  const rows = await listScheduleRows(deps.db.pool, { limit: page.limit + 1, after, workflowId: page.workflowId ?? null });
  return cutPage(rows, page.limit, { view: await view(deps, rows), cursorOf: (row) => encodeCursor([row.name, row.id]) });
}

/** A schedule with its next ten times. @throws NotFoundError */
export async function readSchedule(deps: Deps, id: string): Promise<ScheduleView & { preview: Date[] }> {
  const row = await findSchedule(deps.db.pool, id);
  if (row === null) throw new NotFoundError(`no schedule ${id}`);
  return { ...(await view(deps, [row]))(row), preview: row.paused ? [] : previewOf(row, Date.now(), PREVIEW) };
}

/** @throws InvalidError for a time that never comes, NotFoundError for an unknown workflow */
export async function createSchedule(deps: Deps, input: CreateSchedule, principal: Principal): Promise<ScheduleView> {
  checkRule(input);
  const id = deps.newId();
  const createdAt = new Date();
  const { workflow_id: workflowId, catch_up: catchUp, max_catch_up: maxCatchUp, ...rest } = input;
  const nextAt = nextOf({ ...input, createdAt }, input.paused);
  const row: StoredSchedule = { ...rest, input: rest.input as JsonValue, catchUp, maxCatchUp, nextAt };
  const made = await insertSchedule(deps.db.pool, { id, workflowId, createdBy: principal.id, createdAt, row });
  if (!made) throw new NotFoundError(`no workflow "${workflowId}"`);
  await recordAudit(deps, { actor: principal, action: 'schedule.create', subject: `schedule:${id}`, detail: { workflow_id: workflowId } });
  return readSchedule(deps, id);
}

/** What a paused schedule missed stays missed. @throws NotFoundError, InvalidError for a time that never comes */
export async function changeSchedule(
  deps: Deps,
  { id, change }: { id: string; change: ChangeSchedule },
  principal: Principal,
): Promise<ScheduleView> {
  const now = await findSchedule(deps.db.pool, id);
  if (now === null) throw new NotFoundError(`no schedule ${id}`);
  const timed = { rule: change.rule ?? now.rule, timezone: change.timezone ?? now.timezone, createdAt: now.createdAt };
  checkRule(timed);
  const paused = change.paused ?? now.paused;
  const moved = change.rule !== undefined || change.timezone !== undefined || paused !== now.paused;
  const row: StoredSchedule = {
    ...timed,
    name: change.name ?? now.name,
    input: (change.input ?? now.input) as JsonValue,
    overlap: change.overlap ?? now.overlap,
    catchUp: change.catch_up ?? now.catchUp,
    maxCatchUp: change.max_catch_up ?? now.maxCatchUp,
    paused,
    nextAt: moved ? nextOf(timed, paused) : now.nextAt,
  };
  if (!(await updateSchedule(deps.db.pool, id, row))) throw new NotFoundError(`no schedule ${id}`);
  const detail = { changed: Object.keys(change), ...(change.paused === undefined ? {} : { paused }) };
  await recordAudit(deps, { actor: principal, action: 'schedule.change', subject: `schedule:${id}`, detail });
  return readSchedule(deps, id);
}

/** Runs that it started stay. @throws NotFoundError */
export async function removeSchedule(deps: Deps, id: string, principal: Principal): Promise<void> {
  if (!(await deleteSchedule(deps.db.pool, id))) throw new NotFoundError(`no schedule ${id}`);
  await recordAudit(deps, { actor: principal, action: 'schedule.delete', subject: `schedule:${id}` });
}

const firePlace = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

/** What came of a schedule's occurrences, newest first. @throws MalformedError for a foreign cursor */
export async function listFires(
  deps: Deps,
  { id, limit, after }: { id: string; limit: number; after?: string | undefined },
): Promise<Page<FireView>> {
  const from = decodeCursor(firePlace, after);
  const before = from === undefined ? null : { plannedAt: from[0], id: from[1] };
  const rows = await listFireRows(deps.db.pool, { scheduleId: id, limit: limit + 1, before });
  return cutPage(rows, limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.plannedAt.toISOString(), row.id]) });
}
