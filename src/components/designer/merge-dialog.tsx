'use client';
import { useMemo, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { readDraft } from './model/draft.ts';
import { type Conflict, mergeDrafts, type Side } from './model/merge-drafts.ts';

interface MergeDialogProps {
  base: string;
  mine: string;
  theirs: string;
  onAccept(text: string): void;
}

const WORDS: Record<Side, string> = { mine: 'Yours', theirs: 'Theirs' };

function ConflictRow({ conflict, side, onChoose }: { conflict: Conflict; side: Side; onChoose(side: Side): void }) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-base text-ink">{conflict.name}</legend>
      <div className="grid grid-cols-2 gap-2">
        {(['mine', 'theirs'] as const).map((each) => (
          <label
            key={each}
            className={cn(
              'flex min-w-0 flex-col gap-1 rounded-control border p-2',
              side === each ? 'border-accent bg-accent-soft' : 'border-line hover:bg-hover',
            )}
          >
            <span className="flex items-center gap-2 font-medium text-small">
              <input type="radio" name={conflict.name} checked={side === each} onChange={() => onChoose(each)} />
              {WORDS[each]}
            </span>
            {conflict[each] === null ? (
              <span className="text-ink-3 text-small">removed</span>
            ) : (
              <pre className="max-h-44 overflow-auto whitespace-pre font-mono text-micro text-ink-2 leading-4">{conflict[each]}</pre>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Somebody else stored this draft meanwhile: what only one side changed is merged, the rest is shown side by side and decided here. */
export function MergeDialog({ base, mine, theirs, onAccept }: MergeDialogProps) {
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const merged = useMemo(
    () => mergeDrafts({ base: readDraft(base), mine: readDraft(mine), theirs: readDraft(theirs) }, choices),
    [base, mine, theirs, choices],
  );
  const { conflicts, taken } = merged;
  return (
    <Dialog
      open
      modalOnly
      onOpenChange={() => undefined}
      size="lg"
      title="Somebody else saved this draft meanwhile"
      description="Nothing of yours and nothing of theirs is lost. The merge is one step of undo."
      footer={
        <>
          <Button onClick={() => onAccept(theirs)}>Take all of theirs</Button>
          <Button variant="primary" onClick={() => onAccept(merged.text)}>
            {conflicts.length === 0 ? 'Merge' : 'Merge as chosen'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {taken.length > 0 && (
          <p className="text-base text-ink-2">
            Only they changed <strong className="font-medium text-ink">{taken.join(', ')}</strong>: that is taken over.
          </p>
        )}
        {conflicts.length === 0 && <p className="text-base text-ink-2">Nothing was changed by both of you.</p>}
        {conflicts.map((conflict) => (
          <ConflictRow
            key={conflict.name}
            conflict={conflict}
            side={choices.get(conflict.name) ?? 'mine'}
            onChoose={(side) => setChoices(new Map(choices).set(conflict.name, side))}
          />
        ))}
      </div>
    </Dialog>
  );
}
