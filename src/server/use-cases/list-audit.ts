import { z } from 'zod';
import { actorName } from '../core/access/actor-name.ts';
import { placeOfSubject, SUBJECT_KINDS } from '../core/access/subject-place.ts';
import { findNames } from '../db/actor-names.ts';
import { type AuditRow, findTaskPlaces, listAuditRows, readAuditChoices } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';

export interface AuditView extends AuditRow {
  /** `actor` in words. */
  actorName: string;
  /** Name of the person, key, agent or run it was done to; null for other things. */
  subjectName: string | null;
  /** The page it is on; null where there is none. */
  subjectPlace: string | null;
}

export interface AuditPage {
  data: AuditView[];
  /** Give it as `after` for the next page; null at the end. */
  nextCursor: string | null;
}

/** What entries may be asked for by, beside their page. */
export const auditFilterSchema = z.strictObject({
  actor: z.string().min(1).max(300).optional(),
  /** Noun and verb: "run.cancel". */
  action: z.string().min(1).max(100).optional(),
  /** What it was done to: "run:<id>". */
  subject: z.string().min(1).max(300).optional(),
  subject_kind: z.enum(SUBJECT_KINDS).optional(),
});
type AuditFilter = z.output<typeof auditFilterSchema>;

const UUID = /^task:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const taskIdOf = (subject: string): string | null => UUID.exec(subject)?.[1] ?? null;

const AGENT_OF_BREAKER = /^breaker:(agent:[0-9a-f-]{36})/;
/** Whose name a subject goes by: the breaker of an agent goes by the agent's. */
const namedBy = (subject: string): string => AGENT_OF_BREAKER.exec(subject)?.[1] ?? subject;

/** The audit, newest first. `after` is the seq of the last entry seen. */
export async function listAudit(
  deps: Deps,
  { limit, after, from, to, ...filter }: AuditFilter & { limit: number; after?: string; from?: Date; to?: Date },
): Promise<AuditPage> {
  const rows = await listAuditRows(deps.db, {
    limit: limit + 1,
    before: after ?? null,
    subject: filter.subject ?? null,
    subjectKind: filter.subject_kind ?? null,
    actor: filter.actor ?? null,
    action: filter.action ?? null,
    from: from ?? null,
    to: to ?? null,
  });
  const shown = rows.slice(0, limit);
  const [known, tasks] = await Promise.all([
    findNames(deps.db, [...new Set(shown.flatMap(({ actor, subject }) => [actor, namedBy(subject)]))]),
    findTaskPlaces(
      deps.db,
      shown.flatMap(({ subject }) => taskIdOf(subject) ?? []),
    ),
  ]);
  const data = shown.map((row): AuditView => {
    const task = tasks.get(taskIdOf(row.subject) ?? '') ?? null;
    return {
      ...row,
      actorName: actorName(row.actor, known),
      subjectName: known.get(namedBy(row.subject))?.name ?? task?.key ?? null,
      subjectPlace: placeOfSubject(row.subject, task),
    };
  });
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.seq ?? null) : null };
}

export interface AuditChoices {
  actors: { id: string; name: string }[];
  actions: string[];
}

/** Who has acted and what was done, each once, to choose from. */
export async function listAuditChoices(deps: Deps): Promise<AuditChoices> {
  const { actors, actions } = await readAuditChoices(deps.db);
  const nameOf = await nameActors(deps, actors);
  return { actors: actors.map((id) => ({ id, name: nameOf(id) })), actions };
}
