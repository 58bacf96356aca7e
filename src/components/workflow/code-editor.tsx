'use client';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { accessOf, baseExtensions, diagnosticOf, languageOf } from './code-view.ts';
import type { TextFormat } from './definition-text.ts';
import type { PlacedFault } from './locate-faults.ts';

/** A place to show: a new object shows it again. */
export interface Reveal {
  from: number;
}

interface CodeEditorProps {
  label: string;
  value: string;
  format: TextFormat;
  readOnly: boolean;
  faults: PlacedFault[];
  reveal: Reveal | null;
  onChange(text: string): void;
}

/** The mark of the focus lies over everything: the gutter would cover an outline. */
const FRAME =
  'relative min-h-64 flex-1 overflow-hidden after:pointer-events-none after:absolute after:inset-0 after:z-[300] focus-within:after:border focus-within:after:border-accent';

/** Marks a change that came from outside, so that it is not reported back. */
const fromOutside = Annotation.define<boolean>();

/** A text in colours with its faults marked. The text lives in `value`. */
export function CodeEditor({ label, value, format, readOnly, faults, reveal, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const report = useRef(onChange);
  const [language, access] = useCompartments();
  useEffect(() => {
    report.current = onChange;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes afterwards is dispatched below
  useEffect(() => {
    if (!host.current) return undefined;
    const changes = EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((each) => each.annotation(fromOutside)))
        report.current(update.state.doc.toString());
    });
    const extensions = [baseExtensions, language.of(languageOf(format)), access.of(accessOf({ label, readOnly })), changes];
    view.current = new EditorView({ parent: host.current, state: EditorState.create({ doc: value, extensions }) });
    return () => view.current?.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value }, annotations: fromOutside.of(true) });
  }, [value]);
  useEffect(() => view.current?.dispatch({ effects: language.reconfigure(languageOf(format)) }), [format, language]);
  useEffect(() => view.current?.dispatch({ effects: access.reconfigure(accessOf({ label, readOnly })) }), [label, readOnly, access]);
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    // Places belong to the text they were found in; while one types they may lie behind its end.
    const inside = faults.filter(({ to }) => to <= editor.state.doc.length);
    editor.dispatch(setDiagnostics(editor.state, inside.map(diagnosticOf)));
  }, [faults]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || reveal === null || reveal.from > editor.state.doc.length) return;
    editor.dispatch({ selection: { anchor: reveal.from }, effects: EditorView.scrollIntoView(reveal.from, { y: 'center' }) });
    editor.focus();
  }, [reveal]);

  return <div ref={host} className={FRAME} />;
}

/** The parts of the editor's configuration that change, the same ones for its whole life. */
function useCompartments(): [Compartment, Compartment] {
  const compartments = useRef<[Compartment, Compartment] | null>(null);
  compartments.current ??= [new Compartment(), new Compartment()];
  return compartments.current;
}
