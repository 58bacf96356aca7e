'use client';
import { Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { KIND_LOOKS } from '../graph/card-look.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { DryRunFacts } from './dry-run-facts.tsx';
import type { DryRunTask } from './dry-run-states.ts';
import { FieldControl } from './field-control.tsx';
import { type FormField, taskForm } from './form-fields.ts';
import { findTask, isObject } from './model/draft.ts';
import { kindOf } from './model/draft-graph.ts';
import { idsOf } from './model/edit-tasks.ts';
import { type DraftEdge, edgesOf } from './model/task-edges.ts';
import type { Problem } from './use-problems.ts';

const WHEN = [
  { value: 'completed', label: 'is completed' },
  { value: 'failed', label: 'has failed' },
  { value: 'always', label: 'has ended' },
] as const;

const valueAt = (task: JsonObject, path: readonly string[]) =>
  path.reduce<JsonValue | undefined>((value, key) => (isObject(value) ? value[key] : undefined), task);

/** A text that is taken when one leaves it. */
function NameField({ label, hint, value, onChange }: { label: string; hint: string; value: string; onChange(value: string): void }) {
  const { readOnly } = useDesigner();
  const [typed, setTyped] = useState<string | null>(null);
  const leave = () => {
    if (typed !== null && typed !== value) onChange(typed);
    setTyped(null);
  };
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          value={typed ?? value}
          readOnly={readOnly}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={leave}
          onKeyDown={(event) => event.key === 'Enter' && leave()}
        />
      )}
    </Field>
  );
}

function EdgeRow({ edge }: { edge: DraftEdge }) {
  const { acts, store, readOnly } = useDesigner();
  return (
    <li className="flex items-center gap-1.5">
      <button
        type="button"
        className="min-w-0 flex-1 truncate text-left text-accent text-base hover:underline"
        onClick={() => store.select({ nodes: [edge.from], edges: [] })}
      >
        {edge.from}
      </button>
      <Select
        label={`When ${edge.from}`}
        value={edge.when as (typeof WHEN)[number]['value']}
        options={WHEN}
        onChange={(when) => !readOnly && acts.connect({ ...edge, when })}
        className="w-32"
      />
      {!readOnly && (
        <>
          <Button
            aria-pressed={edge.soft}
            aria-label={`Go on however ${edge.from} ends, or where it does not run`}
            title="Soft: it is waited for, but never holds this task back"
            onClick={() => acts.connect({ ...edge, soft: !edge.soft })}
          >
            soft
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Insert a task behind ${edge.from}`}
            title="Insert a task between them"
            onClick={() => acts.add({ kind: 'agent', on: edge })}
          >
            <Plus aria-hidden />
          </Button>
          <Button variant="ghost" size="icon" aria-label={`Do not wait for ${edge.from}`} onClick={() => acts.remove([], [edge])}>
            <Trash2 aria-hidden />
          </Button>
        </>
      )}
    </li>
  );
}

/** What the task waits for, and the way to draw an edge without a pointer. */
function Dependencies({ id }: { id: string }) {
  const { acts, readOnly } = useDesigner();
  const { drawn } = useDesignerState();
  const edges = useMemo(() => edgesOf(drawn).filter(({ to }) => to === id), [drawn, id]);
  const others = useMemo(() => [...idsOf(drawn)].filter((each) => acts.refuseEdge(each, id) === null), [drawn, id, acts]);
  return (
    <section aria-label="Waits for" className="flex flex-col gap-1.5">
      <h2 className="font-medium text-ink-2 text-small">Waits for</h2>
      {edges.length === 0 && <p className="text-ink-3 text-small">Nothing: it starts with the run.</p>}
      <ul className="flex flex-col gap-1">
        {edges.map((edge) => (
          <EdgeRow key={edge.from} edge={edge} />
        ))}
      </ul>
      {!readOnly && others.length > 0 && (
        <Select
          label="Wait for another task"
          value=""
          options={[{ value: '', label: 'Wait for another task…' }, ...others.map((each) => ({ value: each, label: each }))]}
          onChange={(from) => from !== '' && acts.connect({ from, to: id })}
        />
      )}
    </section>
  );
}

interface TaskFormProps {
  id: string;
  problems: readonly Problem[];
  dryRun: DryRunTask | null;
}

/** Everything a task says, as a form that its kind has. */
export function TaskForm({ id, problems, dryRun }: TaskFormProps) {
  const { acts, readOnly } = useDesigner();
  const { drawn } = useDesignerState();
  const value = findTask(drawn, id)?.value;
  const task = isObject(value) ? value : {};
  const kind = kindOf(task);
  const { own, common, more } = useMemo(() => taskForm(kind), [kind]);
  const faultAt = (path: readonly string[]) => {
    const place = `${id}.${path.join('.')}`;
    return problems.find((each) => each.place === place || each.place.startsWith(`${place}.`))?.message;
  };
  const control = (field: FormField) => (
    <FieldControl
      key={`${id}.${field.path.join('.')}`}
      field={field}
      value={valueAt(task, field.path)}
      readOnly={readOnly}
      fault={faultAt(field.path)}
      onChange={(next) => acts.setField(id, field.path, next)}
    />
  );
  const said = more.filter(({ path }) => valueAt(task, path) !== undefined).length;
  const { icon: Icon, word } = KIND_LOOKS[kind];
  return (
    <div className="flex flex-col gap-3.5 p-4">
      <p className="flex items-center gap-2 text-ink-3 text-small">
        <Icon className="size-4" aria-hidden />
        {word}
      </p>
      {dryRun && <DryRunFacts task={dryRun} />}
      <NameField label="Name" hint="" value={typeof task.name === 'string' ? task.name : id} onChange={(name) => acts.rename(id, name)} />
      <NameField label="Id" hint="References to it follow." value={id} onChange={(wish) => acts.renameId(id, wish)} />
      {own.map(control)}
      <Dependencies id={id} />
      {common.map(control)}
      <details className="group" open={more.some(({ path }) => faultAt(path) !== undefined) || undefined}>
        <summary className="rounded-control py-1 font-medium text-ink-2 text-small">More{said > 0 && `, ${said} set`}</summary>
        <div className="flex flex-col gap-3.5 pt-2">{more.map(control)}</div>
      </details>
    </div>
  );
}
