import { NotFoundError } from '../core/errors.ts';
import { type OutcomeSummary, reportStyle, type StyleReport, summariseOutcomes } from '../core/persona/summarise-performance.ts';
import { type Assignment, listAssignments } from '../db/persona-assignments.ts';
import { listPerformance } from '../db/persona-performance.ts';
import { findPersona, type StoredPersona } from '../db/personas.ts';
import type { Deps } from '../deps.ts';

export interface PersonaView extends StoredPersona {
  assignments: Assignment[];
  /** Verified outcomes of everybody with the persona. */
  outcomes: OutcomeSummary;
  style: StyleReport;
}

/** @throws NotFoundError */
export async function loadPersona(deps: Pick<Deps, 'db'>, id: string): Promise<StoredPersona> {
  const persona = await findPersona(deps.db, id);
  if (persona === null) throw new NotFoundError(`no persona "${id}"`);
  return persona;
}

/** A persona, who has it, and what was measured of it. @throws NotFoundError */
export async function readPersona(deps: Pick<Deps, 'db'>, id: string): Promise<PersonaView> {
  const persona = await loadPersona(deps, id);
  const [assignments, performance] = await Promise.all([listAssignments(deps.db, id), listPerformance(deps.db, id)]);
  return { ...persona, assignments, outcomes: summariseOutcomes(performance), style: reportStyle(persona.definition, performance) };
}
