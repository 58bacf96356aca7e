import { type Group, groupsOf, type Note, notesOf } from '../graph/areas.ts';
import type { Point } from '../graph/canvas-graph.ts';
import { changeIn } from './change-draft.ts';
import type { DraftStore } from './draft-store.ts';
import type { Draft } from './model/draft.ts';
import { dropGroup, freeGroupName, renameGroup, showGroup } from './model/edit-groups.ts';
import { groupTasks, moveTasks, setNotes } from './model/edit-places.ts';

/** As large as a card is wide, with room for three lines. */
const NEW_NOTE = { text: 'A note', width: 208, height: 96, colour: 'amber' } as const;

/** What is done to groups and notes. */
export function makeAreaActs(store: DraftStore) {
  const change = changeIn(store);
  const selected = () => store.state().selection.nodes;
  const groups = () => groupsOf(store.state().drawn);
  const notes = () => notesOf(store.state().drawn);
  const writeNotes = (label: string, next: readonly Note[]) => change({ label, edit: (draft) => setNotes(draft, next) });
  /** The groups that hold a selected task. */
  const chosen = () => groups().filter(({ members }) => members.some((id) => selected().includes(id)));
  const show = (group: Pick<Group, 'name'>, label: string, look: Parameters<typeof showGroup>[2]) =>
    change({ label, edit: (draft) => showGroup(draft, group.name, look) });
  return {
    /** The selected tasks become a group; those of another one leave it. */
    group(): void {
      if (selected().length > 0) change({ label: 'Group', edit: (draft) => groupTasks(draft, selected(), freeGroupName(draft)) });
    },
    ungroup(names: readonly string[] = chosen().map(({ name }) => name)): void {
      if (names.length > 0) change({ label: 'Ungroup', edit: (draft) => names.reduce(dropGroup, draft) });
    },
    renameGroup(from: string, to: string): void {
      change({ label: 'Rename group', edit: (draft) => renameGroup(draft, from, to) });
    },
    fold(group: Group, folded: boolean): void {
      show(group, folded ? 'Fold' : 'Unfold', { folded });
    },
    /** Folds the groups of what is selected, or unfolds them where all are folded. */
    foldSelected(): void {
      const all = chosen();
      const folded = !all.every((group) => group.folded);
      if (all.length > 0)
        change({
          label: folded ? 'Fold' : 'Unfold',
          edit: (draft) => all.reduce((next, { name }) => showGroup(next, name, { folded }), draft),
        });
    },
    colourGroup(group: Group, colour: Group['colour']): void {
      show(group, 'Colour', { colour });
    },
    /** Moves tasks, and cards of folded groups with what they hold. */
    moveCards(moves: readonly ({ id: string } & Point)[], cards: readonly { name: string; to: Point }[]): void {
      const edit = (draft: Draft) => cards.reduce((next, { name, to }) => showGroup(next, name, { place: to }), moveTasks(draft, moves));
      change({ label: 'Move', edit });
    },
    /** @returns its place in the list */
    addNote(at: Point): number | null {
      const all = notes();
      return writeNotes('Add note', [...all, { ...NEW_NOTE, ...at }]) ? all.length : null;
    },
    changeNote(index: number, look: Partial<Note>): void {
      const note = notes()[index];
      if (note) writeNotes('Change note', notes().with(index, { ...note, ...look }));
    },
    removeNote(index: number): void {
      writeNotes('Remove note', notes().toSpliced(index, 1));
    },
  };
}
