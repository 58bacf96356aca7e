'use client';
import { Plus, Trash2 } from 'lucide-react';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { FieldControl } from '../designer/field-control.tsx';
import { fieldOf } from '../designer/form-fields.ts';
import { isObject } from '../designer/model/draft.ts';
import { Button } from '../ui/button.tsx';

type Path = readonly (string | number)[];

interface NodeProps {
  schema: JsonObject;
  path: Path;
  value: JsonValue | undefined;
  /** By path, such as "steps.0.task_type". */
  faults: ReadonlyMap<string, string>;
  onChange(value: JsonValue | undefined): void;
}

/** Said of a part even where it is optional. */
const SHOWN = new Set(['name', 'condition']);

const words = (key: string | number | undefined) => {
  const text = String(key ?? '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const propertiesOf = (schema: JsonObject): [string, JsonObject][] =>
  isObject(schema.properties) ? Object.entries(schema.properties).filter((entry): entry is [string, JsonObject] => isObject(entry[1])) : [];

const itemsOf = ({ type, items }: JsonObject): JsonObject | null =>
  type === 'array' && isObject(items) && isObject(items.properties) ? items : null;

const requiredOf = ({ required }: JsonObject) => new Set(Array.isArray(required) ? required.map(String) : []);

/** What a part begins with: only what it cannot be without. */
function beginning(schema: JsonObject, number: number): JsonValue {
  const required = requiredOf(schema);
  return Object.fromEntries(
    propertiesOf(schema)
      .filter(([key]) => required.has(key) && (schema.default === undefined || key === 'task_id'))
      .map(([key, part]): [string, JsonValue] => {
        if (key === 'task_id') return [key, `step-${number}`];
        if (key === 'task_type') return [key, 'work'];
        const items = itemsOf(part);
        if (items) return [key, [beginning(items, number)]];
        return [key, part.type === 'number' || part.type === 'integer' ? Number(part.minimum ?? 1) : 'true'];
      }),
  );
}

/** The fields of an object: what it needs first, the rest folded away until something is wrong there. */
function Fields({ schema, path, value, faults, onChange }: NodeProps) {
  const required = requiredOf(schema);
  const given = isObject(value) ? value : {};
  const set = (key: string, next: JsonValue | undefined) => {
    const { [key]: _, ...rest } = given;
    onChange(next === undefined ? rest : { ...given, [key]: next });
  };
  const all = propertiesOf(schema);
  const isFirst = ([key]: [string, JsonObject]) => path.length === 0 || required.has(key) || SHOWN.has(key) || given[key] !== undefined;
  const rest = all.filter((entry) => !isFirst(entry));
  const node = ([key, part]: [string, JsonObject]) => (
    <ParameterNode
      key={key}
      schema={part}
      path={[...path, key]}
      value={given[key]}
      faults={faults}
      optional={!required.has(key)}
      onChange={(next) => set(key, next)}
    />
  );
  const wrong = rest.some(([key]) => [...faults.keys()].some((place) => place.startsWith([...path, key].join('.'))));
  return (
    <div className="flex flex-col gap-3">
      {all.filter(isFirst).map(node)}
      {rest.length > 0 && (
        <details open={wrong || undefined}>
          <summary className="cursor-pointer text-ink-2 text-small">More</summary>
          <div className="mt-2 flex flex-col gap-3">{rest.map(node)}</div>
        </details>
      )}
    </div>
  );
}

const FRAME = 'flex flex-col gap-2 rounded-control border p-3';

function ListNode({ schema, items, path, value, faults, onChange }: NodeProps & { items: JsonObject }) {
  const list = Array.isArray(value) ? value : [];
  const label = words(path.at(-1));
  const fault = faults.get(path.join('.'));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-ink-2 text-small">{label}</legend>
      {fault !== undefined && <p className="text-fail text-small">{fault}</p>}
      {list.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no names of their own, and their order is theirs
        <fieldset key={index} className={FRAME}>
          <legend className="px-1 text-ink-3 text-small">{`${label} ${index + 1}`}</legend>
          <Fields
            schema={items}
            path={[...path, index]}
            value={item}
            faults={faults}
            onChange={(next) => onChange(list.with(index, next ?? null))}
          />
          <Button
            variant="ghost"
            size="icon"
            className="self-end"
            aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
            onClick={() => onChange(list.toSpliced(index, 1))}
          >
            <Trash2 aria-hidden />
          </Button>
        </fieldset>
      ))}
      <Button className="self-start" onClick={() => onChange([...list, beginning(items, list.length + 1)])}>
        <Plus aria-hidden />
        {`Add to ${label.toLowerCase()}`}
      </Button>
      {typeof schema.description === 'string' && <p className="text-ink-3 text-small">{schema.description}</p>}
    </fieldset>
  );
}

function ObjectNode({ optional, ...node }: NodeProps & { optional: boolean }) {
  const { schema, path, value, faults, onChange } = node;
  const label = words(path.at(-1));
  const fault = faults.get(path.join('.'));
  if (value === undefined && optional)
    return (
      <Button className="self-start" onClick={() => onChange(beginning(schema, 1))}>
        <Plus aria-hidden />
        {`Add ${label.toLowerCase()}`}
      </Button>
    );
  return (
    <fieldset className={FRAME}>
      <legend className="px-1 font-medium text-ink-2 text-small">{label}</legend>
      {fault !== undefined && <p className="text-fail text-small">{fault}</p>}
      <Fields {...node} />
      {optional && (
        <Button
          variant="ghost"
          size="icon"
          className="self-end"
          aria-label={`Remove ${label.toLowerCase()}`}
          onClick={() => onChange(undefined)}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </fieldset>
  );
}

function ParameterNode({ optional, ...node }: NodeProps & { optional: boolean }) {
  const { schema, path, value, faults, onChange } = node;
  const items = itemsOf(schema);
  if (items) return <ListNode {...node} items={items} />;
  if (isObject(schema.properties)) return <ObjectNode {...node} optional={optional} />;
  return (
    <FieldControl
      field={fieldOf(schema, path.map(String))}
      value={value}
      readOnly={false}
      fault={faults.get(path.join('.'))}
      onChange={onChange}
    />
  );
}

interface ParameterFormProps {
  schema: JsonObject;
  value: JsonObject;
  faults: ReadonlyMap<string, string>;
  onChange(value: JsonObject): void;
}

/** The parameters of a template, read from its JSON Schema: a parameter that a template learns is in the form without a word here. */
export function ParameterForm({ schema, value, faults, onChange }: ParameterFormProps) {
  return <Fields schema={schema} path={[]} value={value} faults={faults} onChange={(next) => onChange(isObject(next) ? next : {})} />;
}
