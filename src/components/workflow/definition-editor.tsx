'use client';
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { Fault } from '@/server/core/errors.ts';
import { shapeOf } from '../graph/graph-shape.ts';
import { cn } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TEXT_FORMATS } from './definition-text.ts';
import type { DefinitionText } from './use-definition-text.ts';

const GraphCanvas = dynamic(() => import('../graph/graph-canvas.tsx').then((module) => module.GraphCanvas), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-6 h-2/3" />,
});

function FaultList({ faults }: { faults: Fault[] | null }) {
  if (faults === null) {
    return (
      <p className="flex items-center gap-2 px-4 py-2 text-base text-ink-3">
        <LoaderCircle className="size-4 animate-spin" aria-hidden />
        Checking
      </p>
    );
  }
  if (faults.length === 0) {
    return (
      <p className="flex items-center gap-2 px-4 py-2 text-base text-ok">
        <CircleCheck className="size-4" aria-hidden />
        Ready to run
      </p>
    );
  }
  return (
    <ul className="max-h-40 overflow-y-auto py-1">
      {faults.map(({ path, message }) => (
        <li key={`${path} ${message}`} className="flex gap-2 px-4 py-1 text-base text-fail">
          <CircleX className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span className="min-w-0">
            {path && <span className="mr-2 font-mono text-small">{path}</span>}
            {message}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The definition as text, what is wrong with it, and the graph it draws. */
export function DefinitionEditor({ definition, readOnly }: { definition: DefinitionText; readOnly: boolean }) {
  const { text, format, faults, value } = definition;
  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal values keep the drawn graph
  const shape = useMemo(() => shapeOf(value), [key]);
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 border-t lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <section className="flex min-h-0 flex-col border-r" aria-label="Definition">
        <header className="flex h-9 items-center gap-1 border-b px-3">
          {TEXT_FORMATS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={format === each}
              onClick={() => void definition.setFormat(each)}
              className={cn(
                'h-6 rounded-[5px] px-2 font-medium text-small uppercase',
                format === each ? 'bg-raised text-ink' : 'text-ink-3 hover:text-ink',
              )}
            >
              {each}
            </button>
          ))}
          <CopyButton value={text ?? ''} label="Copy the definition" className="ml-auto" />
        </header>
        {text === null ? (
          <Skeleton className="skeleton-delay m-4 w-1/2" />
        ) : (
          <textarea
            aria-label={`Definition as ${format.toUpperCase()}`}
            value={text}
            readOnly={readOnly}
            onChange={(event) => definition.setText(event.target.value)}
            spellCheck={false}
            wrap="off"
            className="min-h-64 flex-1 resize-none bg-panel px-4 py-3 font-mono text-ink text-small leading-5 outline-none focus-visible:outline-none"
          />
        )}
        <div aria-live="polite" className="shrink-0 border-t bg-page">
          <FaultList faults={faults} />
        </div>
      </section>
      <section className="relative min-h-72" aria-label="Preview">
        {shape.nodes.length > 0 ? (
          <GraphCanvas shape={shape} label="Graph of the workflow" keys />
        ) : (
          <p className="p-6 text-base text-ink-3">The graph is drawn here once there are tasks.</p>
        )}
      </section>
    </div>
  );
}
