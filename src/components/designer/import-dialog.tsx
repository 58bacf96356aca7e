'use client';
import { FileUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Textarea } from '../ui/input.tsx';
import { useDesigner } from './designer-context.tsx';
import { MAX_IMPORT, type ReadImport, readImport } from './read-import.ts';

/** Losses shown; the rest is counted. */
const SHOWN = 200;

function Report({ read: { format, tasks, losses } }: { read: ReadImport }) {
  return (
    <section aria-label="What is imported" className="flex flex-col gap-1.5">
      <p className="text-base text-ink">
        {format}: {tasks === 1 ? '1 task' : `${tasks} tasks`}
        {losses.length === 0
          ? ', nothing is lost.'
          : `. ${losses.length === 1 ? '1 thing is' : `${losses.length} things are`} lost or said otherwise:`}
      </p>
      {losses.length > 0 && (
        <ul aria-label="Losses" className="max-h-52 overflow-y-auto rounded-control border p-2 text-small">
          {losses.slice(0, SHOWN).map(({ path, message }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one place may lose two things alike
            <li key={index} className="flex gap-2 py-0.5">
              <span className="shrink-0 font-mono text-ink-3 text-micro leading-4.5">{path}</span>
              <span className="min-w-0 break-words text-ink-2">{message}</span>
            </li>
          ))}
          {losses.length > SHOWN && <li className="text-ink-3">and {losses.length - SHOWN} more</li>}
        </ul>
      )}
    </section>
  );
}

/** Takes a workflow of ours or of another tool in place of the draft, after saying what of it is lost. */
export function ImportDialog({ onClose }: { onClose(): void }) {
  const { store } = useDesigner();
  const [text, setText] = useState('');
  const read = useMemo(() => (text.trim() === '' ? null : readImport(text)), [text]);
  const fault = typeof read === 'string' ? read : null;
  const take = () => {
    if (read === null || typeof read === 'string') return;
    store.write(read.text, 'Import');
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title="Import a workflow"
      description="A definition as YAML or JSON, a workflow of n8n, of GitHub Actions or in WfFormat. It takes the place of this draft; undo brings that back."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" disabled={read === null || fault !== null} onClick={take}>
            Take it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <label className="flex cursor-default items-center gap-2 self-start rounded-control border border-line-strong px-2.5 py-1 font-medium text-ink text-small focus-within:outline-2 focus-within:outline-accent hover:bg-hover">
          <FileUp className="size-3.5" aria-hidden />
          Choose a file
          <input
            type="file"
            accept=".yaml,.yml,.json"
            className="sr-only"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file)
                void file
                  .slice(0, MAX_IMPORT + 1)
                  .text()
                  .then(setText);
            }}
          />
        </label>
        <Field label="Or paste it" {...(fault !== null && { fault })}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="font-mono text-small"
            />
          )}
        </Field>
        {read !== null && typeof read !== 'string' && <Report read={read} />}
      </div>
    </Dialog>
  );
}
