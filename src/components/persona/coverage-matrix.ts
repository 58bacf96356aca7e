import type { CoverageReport } from '@/server/core/persona/cover-demands.ts';

/** A column: a persona that fits at least one of the demands. */
export interface CoveringPersona {
  id: string;
  /** Demands that it fits. */
  fits: number;
}

/** Personas that fit anything, those that fit most first: the others would be empty columns. */
export function coveringPersonas({ taskTypes, capabilities }: Pick<CoverageReport, 'taskTypes' | 'capabilities'>): CoveringPersona[] {
  const counts = new Map<string, number>();
  for (const { personas } of [...taskTypes, ...capabilities]) for (const id of personas) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, fits]) => ({ id, fits })).sort((a, b) => b.fits - a.fits || a.id.localeCompare(b.id));
}
