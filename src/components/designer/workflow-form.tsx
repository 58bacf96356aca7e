'use client';
import { Plus, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { notesOf } from '../graph/areas.ts';
import { Button } from '../ui/button.tsx';
import { Textarea } from '../ui/input.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { FieldControl } from './field-control.tsx';
import { workflowForm } from './form-fields.ts';
import type { Problem } from './use-problems.ts';

/** Words of the author to whoever reads the graph. */
function Notes() {
  const { acts, canvas, readOnly } = useDesigner();
  const { drawn } = useDesignerState();
  const notes = notesOf(drawn);
  return (
    <section aria-label="Notes on the graph" className="flex flex-col gap-1.5">
      <h2 className="font-medium text-ink-2 text-small">Notes</h2>
      {notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes have no names, and two may say the same
        <div key={`${index} ${note.text}`} className="flex items-start gap-1.5">
          <Textarea
            aria-label={`Note ${index + 1}`}
            defaultValue={note.text}
            readOnly={readOnly}
            rows={2}
            className="min-h-12"
            onBlur={(event) => event.target.value !== note.text && acts.changeNote(index, { text: event.target.value })}
          />
          {!readOnly && (
            <Button variant="ghost" size="icon" aria-label={`Remove note ${index + 1}`} onClick={() => acts.removeNote(index)}>
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {!readOnly && (
        <Button className="self-start" onClick={() => acts.addNote(canvas.current?.center() ?? { x: 0, y: 0 })}>
          <Plus aria-hidden />
          Add a note
        </Button>
      )}
    </section>
  );
}

/** What the workflow itself says; shown while no task is selected. */
export function WorkflowForm({ problems }: { problems: readonly Problem[] }) {
  const { acts, readOnly } = useDesigner();
  const { drawn } = useDesignerState();
  const fields = useMemo(workflowForm, []);
  return (
    <div className="flex flex-col gap-3.5 p-4">
      <p className="text-ink-3 text-small">The workflow itself. Select a task to see its form.</p>
      {[{ path: ['name'], label: 'Name', hint: '', kind: 'text', choices: [], fallback: undefined } as const, ...fields].map((field) => (
        <FieldControl
          key={field.path.join('.')}
          field={field}
          value={drawn.head?.[field.path[0] ?? '']}
          readOnly={readOnly}
          fault={problems.find(({ place }) => place === field.path.join('.'))?.message}
          onChange={(next) => acts.setHead(field.path, next)}
        />
      ))}
      <Notes />
    </div>
  );
}
