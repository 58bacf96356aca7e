'use client';
import { type RefObject, useMemo } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import type { CanvasEdge, GraphHandle, Point, TaskKind } from '../graph/canvas-graph.ts';
import { makeAreaActs } from './area-acts.ts';
import { changeIn } from './change-draft.ts';
import type { DraftStore } from './draft-store.ts';
import { copyTasks, duplicateTasks, pasteTasks } from './model/copy-tasks.ts';
import type { Draft } from './model/draft.ts';
import type { Path } from './model/edit-chunk.ts';
import { indexesOf, setHeadField, setTaskField } from './model/edit-draft.ts';
import { releaseGroups } from './model/edit-groups.ts';
import { moveTasks, releaseTasks } from './model/edit-places.ts';
import { addTask, connect, disconnect, freeId, idsOf, insertOnEdge, removeTasks, renameTask } from './model/edit-tasks.ts';
import type { Fix } from './model/fix-fault.ts';
import { newTask } from './model/new-task.ts';
import { type DraftEdge, refuseEdge } from './model/task-edges.ts';

export interface Addition {
  kind: TaskKind;
  /** What it is to be called. */
  name?: string;
  /** Where it lies; else it is laid out. */
  at?: Point;
  /** What it waits for. */
  after?: string | undefined;
  /** The edge it is put onto. */
  on?: CanvasEdge | null;
}

const withPlace = (draft: Draft, id: string, at: Point | undefined) => (at ? moveTasks(draft, [{ id, ...at }]) : draft);

/** What is done to steps themselves. */
const makeStepActs = (store: DraftStore) => ({
  fix({ label, apply }: Fix): void {
    changeIn(store)({ label, edit: apply });
  },
  undo: () => store.undo(),
  redo: () => store.redo(),
});

/** What is done to the selected tasks. */
function makeSelectionActs(store: DraftStore) {
  const change = changeIn(store);
  const selected = () => store.state().selection.nodes;
  return {
    duplicate(): void {
      if (selected().length === 0) return;
      let ids: string[] = [];
      const edit = (draft: Draft) => {
        const made = duplicateTasks(draft, selected());
        ids = made.ids;
        return made.draft;
      };
      if (change({ label: 'Duplicate', edit })) store.select({ nodes: ids, edges: [] });
    },
    /** The selected tasks as text; null without any. */
    copy: () => (selected().length === 0 || store.state().draft.head === null ? null : copyTasks(store.state().draft, selected())),
    /** @returns false when the text holds no tasks */
    paste(text: string): boolean {
      const made = store.state().draft.head === null ? null : pasteTasks(store.state().draft, text);
      if (!made) return false;
      return change({ label: 'Paste', edit: () => made.draft, select: made.ids });
    },
  };
}

/** Everything that can be done to a draft, each one step of undo. */
export function makeActs(store: DraftStore, canvas: RefObject<GraphHandle | null>) {
  const change = changeIn(store);
  const selected = () => store.state().selection.nodes;
  const focusSoon = (id: string) => requestAnimationFrame(() => requestAnimationFrame(() => canvas.current?.focus(id)));
  const setField = (id: string, path: Path, value: JsonValue | undefined) => {
    const [index] = indexesOf(store.state().drawn, [id]);
    if (index !== undefined)
      change({ label: `Set ${path.join('.')}`, edit: (draft) => setTaskField(draft, { index: index, path: path }, value) });
  };
  return {
    ...makeSelectionActs(store),
    ...makeStepActs(store),
    ...makeAreaActs(store),
    add({ kind, name = '', at, after, on }: Addition): string | null {
      const task = newTask(kind, idsOf(store.state().drawn), name);
      const id = task.task_id;
      const edit = (draft: Draft) => {
        if (on) return withPlace(insertOnEdge(draft, on, task), id, at);
        return withPlace(addTask(draft, after === undefined ? task : { ...task, dependencies: [after] }, after), id, at);
      };
      if (!change({ label: 'Add task', edit, select: [id] })) return null;
      focusSoon(id);
      return id;
    },
    remove(nodes: readonly string[], edges: readonly CanvasEdge[] = []): void {
      if (nodes.length + edges.length === 0) return;
      const edit = (draft: Draft) =>
        removeTasks(
          edges.reduce((rest, edge) => disconnect(rest, edge), draft),
          nodes,
        );
      change({ label: nodes.length > 0 ? 'Remove tasks' : 'Remove edge', edit, select: [] });
    },
    connect(edge: Pick<DraftEdge, 'from' | 'to'> & Partial<DraftEdge>): void {
      change({ label: 'Connect', edit: (draft) => connect(draft, edge) });
    },
    refuseEdge: (from: string, to: string) => refuseEdge(store.state().drawn, from, to),
    /** Lays out what is selected, or everything. */
    tidy(): void {
      const ids = selected().length > 0 ? selected() : [...idsOf(store.state().drawn)];
      const edit = (draft: Draft) => releaseGroups(releaseTasks(draft, ids), ids);
      if (change({ label: 'Tidy up', edit })) requestAnimationFrame(() => canvas.current?.fit());
    },
    rename(id: string, name: string): void {
      setField(id, ['name'], name.trim() === '' || name.trim() === id ? undefined : name.trim());
    },
    /** @returns the id that the task has now */
    renameId(id: string, wish: string): string {
      const taken = idsOf(store.state().drawn);
      taken.delete(id);
      const next = freeId(taken, wish.trim());
      return change({ label: 'Rename', edit: (draft) => renameTask(draft, id, next), select: [next] }) ? next : id;
    },
    setField,
    setHead(path: Path, value: JsonValue | undefined): void {
      change({ label: `Set ${path.join('.')}`, edit: (draft) => setHeadField(draft, path, value) });
    },
  };
}

export type Acts = ReturnType<typeof makeActs>;

export function useActs(store: DraftStore, canvas: RefObject<GraphHandle | null>): Acts {
  return useMemo(() => makeActs(store, canvas), [store, canvas]);
}
