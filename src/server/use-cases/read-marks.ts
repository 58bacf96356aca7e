import { z } from 'zod';
import { parseBreakerResource } from '../core/breaker/resource.ts';
import { findAgentNames } from '../db/agents.ts';
import { type MarkRow, readMarkRows } from '../db/read-marks.ts';
import type { Deps } from '../deps.ts';

/** More marks than this hide the lines they explain. */
const MOST_MARKS = 40;

export const readMarksSchema = z.strictObject({ seconds: z.number().int().min(60).max(31_536_000) });

const uuid = z.uuid();

/** What happened in the span up to now that may explain a turn of a line, newest first; breakers by the names people know. */
export async function readMarks(deps: Pick<Deps, 'db'>, { seconds }: z.output<typeof readMarksSchema>): Promise<MarkRow[]> {
  const to = new Date();
  const rows = await readMarkRows(deps.db.pool, { from: new Date(to.getTime() - seconds * 1_000), to }, MOST_MARKS);
  const agentOf = ({ kind, subject }: MarkRow) => {
    const resource = kind === 'breaker' ? parseBreakerResource(subject) : null;
    return resource !== null && 'agentId' in resource && uuid.safeParse(resource.agentId).success ? resource.agentId : null;
  };
  const ids = rows.flatMap((row) => agentOf(row) ?? []);
  const names = ids.length === 0 ? new Map<string, string>() : await findAgentNames(deps.db, [...new Set(ids)]);
  return rows.map((row) => ({ ...row, subject: names.get(agentOf(row) ?? '') ?? row.subject }));
}
