'use client';
import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { useShortcut } from '../keys/shortcuts.ts';
import { useDesigner } from './designer-context.tsx';
import type { Acts } from './use-acts.ts';
import type { TrialPart } from './use-trial.ts';

const GROUP = 'Designer';

/** Puts the selected tasks onto the clipboard, as text. @returns false when words on the page are selected, or no task is */
export function copySelection(acts: Acts): boolean {
  const text = document.getSelection()?.isCollapsed === false ? null : acts.copy();
  if (text === null) return false;
  navigator.clipboard.writeText(text).then(
    () => toast.success('Copied as text.'),
    () => toast.error('The browser does not let this page write to the clipboard.'),
  );
  return true;
}

async function pasteClipboard(acts: Acts): Promise<void> {
  try {
    if (!acts.paste(await navigator.clipboard.readText())) toast.error('There are no tasks on the clipboard.');
  } catch {
    toast.error('The browser does not let this page read the clipboard. Paste into the text instead.');
  }
}

interface Doors {
  onCreate(): void;
  onOpen(): void;
  onText(): void;
  onFind(): void;
  onRun(): void;
  onPublish(): void;
  onNote(): void;
  onTry(part: TrialPart): void;
  onDryRun(): void;
  onImport(): void;
  onFix(): void;
  onNextProblem(): void;
}

/**
 * Lets a text field hand over what was typed into it, which it does when one leaves it, and keep the focus: what is run or published is
 * what stands on the page.
 */
function handOver(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.blur();
  field.focus();
}

/** A door that is opened once what was typed has become part of the draft. */
function useAfterTyping(open: () => void): () => void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  return () => {
    handOver();
    requestAnimationFrame(() => latest.current());
  };
}

/** Every act of the designer by key; the sheet and the palette list them. */
export function useDesignerKeys(doors: Doors): void {
  const { acts, store, readOnly } = useDesigner();
  const run = useAfterTyping(doors.onRun);
  const publish = useAfterTyping(doors.onPublish);
  const writing = (run: () => unknown) => () => (readOnly ? false : run());
  useShortcut({ keys: 'a', label: 'Add a task behind the selected one', group: GROUP }, writing(doors.onCreate));
  useShortcut({ keys: 'e', label: 'Open the form of the selected task', group: GROUP }, doors.onOpen);
  useShortcut({ keys: 'y', label: 'Lay out the selected tasks, or all', group: GROUP }, writing(acts.tidy));
  useShortcut({ keys: 'Ctrl z', label: 'Undo', group: GROUP }, writing(acts.undo));
  useShortcut({ keys: 'Ctrl Shift Z', label: 'Redo', group: GROUP }, writing(acts.redo));
  useShortcut({ keys: 'Ctrl y', label: 'Redo', group: GROUP }, writing(acts.redo));
  useShortcut({ keys: 'Ctrl c', label: 'Copy the selected tasks as text', group: GROUP }, () => copySelection(acts));
  useShortcut(
    { keys: 'Ctrl x', label: 'Cut the selected tasks', group: GROUP },
    writing(() => {
      if (!copySelection(acts)) return false;
      acts.remove(store.state().selection.nodes);
      return true;
    }),
  );
  useShortcut(
    { keys: 'Ctrl v', label: 'Paste tasks', group: GROUP },
    writing(() => void pasteClipboard(acts)),
  );
  useShortcut({ keys: 'Ctrl d', label: 'Duplicate the selected tasks', group: GROUP }, writing(acts.duplicate));
  useShortcut({ keys: 'Ctrl f', label: 'Find a task', group: GROUP, always: true }, doors.onFind);
  useShortcut({ keys: 'Ctrl /', label: 'Show the text', group: GROUP, always: true }, doors.onText);
  useShortcut({ keys: 'Ctrl Enter', label: 'Run', group: GROUP, always: true }, writing(run));
  useShortcut({ keys: 'Ctrl s', label: 'Publish', group: GROUP, always: true }, writing(publish));
  useShortcut({ keys: 'n', label: 'Add a note', group: GROUP }, writing(doors.onNote));
  useShortcut({ keys: 'Ctrl g', label: 'Group the selected tasks', group: GROUP }, writing(acts.group));
  useShortcut(
    { keys: 'Ctrl Shift G', label: 'Ungroup the selected tasks', group: GROUP },
    writing(() => acts.ungroup()),
  );
  useShortcut({ keys: 'z', label: 'Fold the group of the selected tasks, or unfold it', group: GROUP }, writing(acts.foldSelected));
  useShortcut(
    { keys: 'r o', label: 'Run the selected task alone', group: GROUP },
    writing(() => doors.onTry('only')),
  );
  useShortcut(
    { keys: 'r u', label: 'Run everything to the selected task', group: GROUP },
    writing(() => doors.onTry('until')),
  );
  useShortcut(
    { keys: 'r f', label: 'Run everything from the selected task', group: GROUP },
    writing(() => doors.onTry('from')),
  );
  useShortcut({ keys: 'd', label: 'Dry run: who would get each task', group: GROUP }, doors.onDryRun);
  useShortcut({ keys: 'i', label: 'Import a workflow', group: GROUP }, writing(doors.onImport));
  useShortcut({ keys: 'F8', label: 'Go to the next problem', group: GROUP, always: true }, doors.onNextProblem);
  useShortcut({ keys: 'Ctrl .', label: 'Mend the problem', group: GROUP, always: true }, writing(doors.onFix));
}
