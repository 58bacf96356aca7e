'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import { cn } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';

/** Children shown at once at one level; the rest comes on demand, so that a huge value does not freeze the page. */
const PAGE = 100;
/** Longer strings are cut until they are opened. */
const STRING_LIMIT = 600;

function Scalar({ value }: { value: string | number | boolean | null }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== 'string') return <span className={value === null ? 'text-ink-3' : 'text-run'}>{String(value)}</span>;
  const cut = !whole && value.length > STRING_LIMIT;
  return (
    <span className="whitespace-pre-wrap break-all text-ok">
      &quot;{cut ? value.slice(0, STRING_LIMIT) : value}&quot;
      {cut && (
        <button type="button" onClick={() => setWhole(true)} className="ml-1 rounded bg-raised px-1 text-ink-2 hover:text-ink">
          … {value.length - STRING_LIMIT} more
        </button>
      )}
    </span>
  );
}

interface NodeProps {
  name: string | null;
  value: JsonValue;
  depth: number;
}

function Branch({ name, value, depth }: NodeProps & { value: JsonValue & object }) {
  const [open, setOpen] = useState(depth < 2);
  const [shown, setShown] = useState(PAGE);
  const list = Array.isArray(value);
  const entries: [string, JsonValue][] = Object.entries(value);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex items-center gap-1 rounded pr-1 text-left hover:bg-hover"
      >
        <ChevronRight aria-hidden className={cn('size-3 text-ink-3 transition-transform duration-100', open && 'rotate-90')} />
        {name !== null && <span className="text-ink">{name}</span>}
        <span className="text-ink-3">{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </button>
      {open && (
        <ul className="ml-1.5 border-l pl-3">
          {entries.slice(0, shown).map(([key, child]) => (
            <JsonNode key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <li>
              <button type="button" onClick={() => setShown(shown + PAGE)} className="rounded bg-raised px-1.5 text-ink-2 hover:text-ink">
                show {Math.min(PAGE, entries.length - shown)} of {entries.length - shown} more
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function JsonNode({ name, value, depth }: NodeProps) {
  if (value !== null && typeof value === 'object') return <Branch name={name} value={value} depth={depth} />;
  return (
    <li className="pl-4">
      {name !== null && <span className="text-ink">{name}: </span>}
      <Scalar value={value} />
    </li>
  );
}

/** A JSON value as a tree that opens, with a button that copies the whole. */
export function JsonView({ value, label }: { value: JsonValue; label: string }) {
  return (
    <div className="group relative rounded-control border bg-page">
      <ul aria-label={label} className="max-h-96 overflow-auto px-2.5 py-2 font-mono text-small">
        <JsonNode name={null} value={value} depth={0} />
      </ul>
      <span className="absolute top-1 right-1 rounded-control bg-page">
        <CopyButton value={JSON.stringify(value, null, 2)} label={`Copy ${label.toLowerCase()}`} />
      </span>
    </div>
  );
}
