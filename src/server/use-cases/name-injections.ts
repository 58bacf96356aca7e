import type { InjectionView } from '../core/chaos/injection.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';

type Unnamed = Omit<InjectionView, 'startedByName' | 'endedByName'>;

/** Says who began and ended them, from one statement. */
export async function nameInjections(deps: Pick<Deps, 'db'>, rows: Unnamed[]): Promise<InjectionView[]> {
  const nameOf = await nameActors(
    deps,
    rows.flatMap(({ startedBy, endedBy }) => [startedBy, ...(endedBy === null ? [] : [endedBy])]),
  );
  return rows.map((row) => ({ ...row, startedByName: nameOf(row.startedBy), endedByName: row.endedBy && nameOf(row.endedBy) }));
}
