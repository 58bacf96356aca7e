'use client';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { areasOf } from '../graph/areas.ts';
import { shapeOf } from '../graph/graph-shape.ts';
import { cn } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Reveal } from './code-editor.tsx';
import { TEXT_FORMATS } from './definition-text.ts';
import { FaultList } from './fault-list.tsx';
import type { PlacedFault } from './locate-faults.ts';
import type { DefinitionText } from './use-definition-text.ts';

const LaidOutGraph = dynamic(() => import('../graph/laid-out-graph.tsx').then((module) => module.LaidOutGraph), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-6 h-2/3" />,
});

const NONE: PlacedFault[] = [];

/** Loaded with the first definition that is opened: the editor is the largest part of the page. */
const CodeEditor = dynamic(() => import('./code-editor.tsx').then((module) => module.CodeEditor), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-4 w-1/2" />,
});

/** The definition as text, what is wrong with it, and the graph it draws. */
export function DefinitionEditor({ definition, readOnly }: { definition: DefinitionText; readOnly: boolean }) {
  const { text, format, faults, value } = definition;
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal values keep the drawn graph
  const [shape, areas] = useMemo(() => [shapeOf(value), areasOf(value)], [key]);
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
          <CodeEditor
            label={`Definition as ${format.toUpperCase()}`}
            value={text}
            format={format}
            readOnly={readOnly}
            faults={faults ?? NONE}
            reveal={reveal}
            onChange={definition.setText}
          />
        )}
        <div aria-live="polite" className="shrink-0 border-t bg-page">
          <FaultList faults={faults} onSelect={({ from }) => setReveal({ from })} />
        </div>
      </section>
      <section className="relative min-h-72" aria-label="Preview">
        {shape.nodes.length > 0 ? (
          <LaidOutGraph shape={shape} areas={areas} label="Graph of the workflow" keys />
        ) : (
          <p className="p-6 text-base text-ink-3">The graph is drawn here once there are tasks.</p>
        )}
      </section>
    </div>
  );
}
