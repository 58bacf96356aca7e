import { type CanvasEdge, type GraphSelection, NOTHING_SELECTED } from '../graph/canvas-graph.ts';
import { checkDraft, type DraftFault } from './model/check-draft.ts';
import { type Draft, readDraft } from './model/draft.ts';
import { idsOf } from './model/edit-tasks.ts';
import { type History, record, redo, startHistory, TYPING, undo } from './model/history.ts';
import { edgesOf } from './model/task-edges.ts';

export interface DesignerState {
  history: History;
  /** The text as it stands. */
  draft: Draft;
  /** The last text that could be read: what the canvas shows and changes. */
  drawn: Draft;
  /** Of what is drawn. */
  faults: readonly DraftFault[];
  selection: GraphSelection;
}

export interface Change {
  /** In words, for undo: "Add task". */
  label: string;
  edit(draft: Draft): Draft;
  /** What is selected afterwards; else what is left of the selection. */
  select?: readonly string[];
}

const sameEdge = (a: CanvasEdge, b: CanvasEdge) => a.from === b.from && a.to === b.to;

function remaining(selection: GraphSelection, draft: Draft): GraphSelection {
  const ids = idsOf(draft);
  const nodes = selection.nodes.filter((id) => ids.has(id));
  const known = selection.edges.length > 0 ? edgesOf(draft) : [];
  const edges = selection.edges.filter((edge) => known.some((each) => sameEdge(each, edge)));
  const same = nodes.length === selection.nodes.length && edges.length === selection.edges.length;
  return same ? selection : { nodes, edges };
}

/** The one state of the designer, outside of React: canvas, form, text and keys all change it and all follow it. */
export class DraftStore {
  private now: DesignerState;
  private readonly listeners = new Set<() => void>();

  constructor(text: string) {
    const draft = readDraft(text);
    this.now = { history: startHistory(text), draft, drawn: draft, faults: checkDraft(draft), selection: NOTHING_SELECTED };
  }

  readonly state = (): DesignerState => this.now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Changes the draft. @returns false when its text cannot be read: then nothing is changed */
  change({ label, edit, select }: Change): boolean {
    if (this.now.draft.head === null) return false;
    const next = edit(this.now.draft);
    const history = record(this.now.history, next.text, { label, at: Date.now() });
    this.show(history, select ? { nodes: select, edges: [] } : this.now.selection, next);
    return true;
  }

  /** What somebody typed, pasted or merged as text. */
  write(text: string, label: string = TYPING): void {
    this.show(record(this.now.history, text, { label, at: Date.now() }), this.now.selection);
  }

  undo(): void {
    this.show(undo(this.now.history), this.now.selection);
  }

  redo(): void {
    this.show(redo(this.now.history), this.now.selection);
  }

  select(selection: GraphSelection): void {
    this.now = { ...this.now, selection };
    this.tell();
  }

  /** @param read the text of that history, where it has been read already */
  private show(history: History, selection: GraphSelection, read?: Draft): void {
    if (history === this.now.history) return;
    const { drawn: before } = this.now;
    const draft = read?.text === history.text ? read : readDraft(history.text, before);
    const drawn = draft.head === null ? before : draft;
    const faults = drawn === before ? this.now.faults : checkDraft(drawn);
    this.now = { history, draft, drawn, faults, selection: remaining(selection, drawn) };
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
