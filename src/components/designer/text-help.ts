import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { EditorView, hoverTooltip } from '@codemirror/view';
import type { DraftStore } from './draft-store.ts';
import { completeText, explainText, type Vocabulary } from './model/complete-text.ts';
import type { Draft } from './model/draft.ts';

const look = EditorView.theme({
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-geist-mono), ui-monospace, monospace', maxHeight: '16em' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-explained': { padding: '4px 8px', maxWidth: '32em', fontSize: '12px' },
  '.cm-explained p + p': { color: 'var(--ink-2)' },
});

/** The draft with the text as it is; while that cannot be read, with the tasks it had. */
function draftOf({ draft, drawn }: ReturnType<DraftStore['state']>): Draft {
  return draft.head === null ? { ...drawn, text: draft.text } : draft;
}

/** Completion and explanations while the draft is written as text. `vocabulary` is null until it has been read. */
export function textHelp(store: DraftStore, vocabulary: () => Vocabulary | null): Extension {
  const complete = ({ pos, explicit, state }: CompletionContext): CompletionResult | null => {
    const known = vocabulary();
    const draft = draftOf(store.state());
    if (!known || draft.text.length !== state.doc.length) return null;
    const found = completeText(draft, pos, known);
    // Behind nothing at all a list would be in the way of whoever only writes on.
    if (!found || (!explicit && found.from === pos && !/[[{,:.]\s?$/.test(state.sliceDoc(Math.max(0, pos - 2), pos)))) return null;
    return {
      from: found.from,
      options: found.offers.map(({ text, detail }) => ({ label: text.trimEnd(), apply: text, detail })),
      filter: false,
    };
  };
  const explain = hoverTooltip((view, pos) => {
    const known = vocabulary();
    const draft = draftOf(store.state());
    if (!known || draft.text.length !== view.state.doc.length) return null;
    const found = explainText(draft, pos, known);
    if (!found) return null;
    const create = () => {
      const dom = document.createElement('div');
      dom.className = 'cm-explained';
      for (const line of found.lines) dom.append(Object.assign(document.createElement('p'), { textContent: line }));
      return { dom };
    };
    return { pos: found.from, end: found.to, above: true, create };
  });
  return [autocompletion({ override: [complete], icons: false }), explain, look];
}
