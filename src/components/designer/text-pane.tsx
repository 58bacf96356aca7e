'use client';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { accessOf, languageOf, plainExtensions } from '../workflow/code-view.ts';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import type { DraftStore } from './draft-store.ts';
import { findTask, taskAt, taskIdOf } from './model/draft.ts';
import { diffText } from './model/patch-text.ts';
import { textHelp } from './text-help.ts';
import type { Problem } from './use-problems.ts';
import { useVocabulary } from './use-vocabulary.ts';

/** Marks a change that came from outside, so that it is not written back. */
const fromOutside = Annotation.define<boolean>();

const FRAME =
  'relative h-full overflow-hidden after:pointer-events-none after:absolute after:inset-0 after:z-[300] focus-within:after:border focus-within:after:border-accent';

/** Undo is the designer's: one order of steps, whoever took them. */
function undoKeys(store: DraftStore) {
  const taking = (act: () => void) => () => {
    act();
    return true;
  };
  const redo = taking(() => store.redo());
  return Prec.high(
    keymap.of([
      { key: 'Mod-z', run: taking(() => store.undo()) },
      { key: 'Mod-y', run: redo },
      { key: 'Mod-Shift-z', run: redo },
    ]),
  );
}

/** The cursor chooses the task it stands in. */
function follow(store: DraftStore, offset: number): void {
  const { draft, selection } = store.state();
  const task = draft.head === null ? undefined : taskAt(draft, offset);
  const id = task && taskIdOf(task);
  if (id && !selection.nodes.includes(id)) store.select({ nodes: [id], edges: [] });
}

function makeView(parent: HTMLElement, store: DraftStore, { readOnly, help }: { readOnly: boolean; help: Extension }): EditorView {
  const changes = EditorView.updateListener.of((update) => {
    if (update.transactions.some((each) => each.annotation(fromOutside))) return;
    if (update.docChanged) store.write(update.state.doc.toString());
    if (update.selectionSet && update.view.hasFocus) follow(store, update.state.selection.main.head);
  });
  const access = accessOf({ label: 'Definition as YAML', readOnly });
  const extensions = [undoKeys(store), plainExtensions, languageOf('yaml'), access, changes, help];
  return new EditorView({ parent, state: EditorState.create({ doc: store.state().draft.text, extensions }) });
}

const diagnosticOf = ({ from, to, message }: Problem): Diagnostic => ({ from, to, message, severity: 'error' });

interface TextPaneProps {
  problems: readonly Problem[];
  /** A place to show; a new object shows it again. */
  reveal: { from: number } | null;
}

/** The draft as text. What is typed is drawn, what is drawn is written, and both have one selection. */
export function TextPane({ problems, reveal }: TextPaneProps) {
  const { store, readOnly } = useDesigner();
  const { draft, selection } = useDesignerState();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);

  const vocabulary = useVocabulary();

  useEffect(() => {
    if (!host.current) return undefined;
    const help = textHelp(store, () => vocabulary.current);
    view.current = makeView(host.current, store, { readOnly, help });
    return () => view.current?.destroy();
  }, [store, readOnly, vocabulary]);

  useEffect(() => {
    const editor = view.current;
    const now = editor?.state.doc.toString();
    if (!editor || now === undefined || now === draft.text) return;
    const { from, removed, inserted } = diffText(now, draft.text);
    editor.dispatch({ changes: { from, to: from + removed.length, insert: inserted }, annotations: fromOutside.of(true) });
  }, [draft.text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const inside = problems.filter(({ to }) => to <= editor.state.doc.length);
    editor.dispatch(setDiagnostics(editor.state, inside.map(diagnosticOf)));
  }, [problems]);

  const chosen = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  useEffect(() => {
    const editor = view.current;
    const { draft: now } = store.state();
    const task = chosen === undefined ? undefined : findTask(now, chosen);
    // While one writes here, the cursor is the selection.
    if (!editor || !task || editor.hasFocus || task.from > editor.state.doc.length) return;
    editor.dispatch({ selection: { anchor: task.from }, effects: EditorView.scrollIntoView(task.from, { y: 'center' }) });
  }, [chosen, store]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || reveal === null || reveal.from > editor.state.doc.length) return;
    editor.dispatch({ selection: { anchor: reveal.from }, effects: EditorView.scrollIntoView(reveal.from, { y: 'center' }) });
    editor.focus();
  }, [reveal]);

  return <div ref={host} className={FRAME} />;
}
