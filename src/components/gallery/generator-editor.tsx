'use client';
import dynamic from 'next/dynamic';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { WorkflowDefinition } from '@/server/core/workflow/definition.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { type Generator, generateFrom } from './generators.ts';
import { graphShapeOf } from './graph-picture.tsx';
import { ParameterForm } from './parameter-form.tsx';

const LaidOutGraph = dynamic(() => import('../graph/laid-out-graph.tsx').then((module) => module.LaidOutGraph), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-6 h-2/3" />,
});

interface GeneratorEditorProps {
  generator: Generator;
  onUse(definition: WorkflowDefinition): void;
  onClose(): void;
}

/** Parameters beside the graph that they make. What does not fit is said at its field; the picture stays as it was. */
export function GeneratorEditor({ generator, onUse, onClose }: GeneratorEditorProps) {
  const [parameters, setParameters] = useState(generator.example);
  const settled = useDeferredValue(parameters);
  const made = useMemo(() => generateFrom(generator, settled), [generator, settled]);
  const last = useRef<WorkflowDefinition | null>(null);
  if (made.definition) last.current = made.definition;
  const drawn = last.current;
  const shape = useMemo(() => (drawn ? graphShapeOf(drawn) : null), [drawn]);
  // The picture may be a step behind the form.
  const use = () => {
    const { definition } = generateFrom(generator, parameters);
    if (definition) onUse(definition);
  };
  return (
    <div className="flex min-h-0 flex-1 border-t">
      <section
        aria-label={`Parameters of ${generator.title}`}
        className="flex w-[420px] shrink-0 flex-col overflow-y-auto border-r 2xl:w-[480px]"
      >
        <div className="flex flex-1 flex-col gap-4 px-6 py-4">
          <p className="text-base text-ink-2">{generator.summary}</p>
          <ParameterForm schema={generator.schema} value={parameters} faults={made.ofParameters} onChange={setParameters} />
        </div>
        <div className="sticky bottom-0 flex gap-2 border-t bg-panel px-6 py-4">
          <Button variant="primary" disabled={made.definition === null} onClick={use}>
            Use
          </Button>
          <Button onClick={onClose}>Back to the gallery</Button>
        </div>
      </section>
      <div className="flex min-w-0 flex-1 flex-col">
        <section aria-label="Picture" className="relative min-h-0 flex-1">
          {shape && <LaidOutGraph shape={shape} label={`Graph of ${generator.title}`} />}
          {made.definition === null && (
            <p role="status" className="absolute inset-x-0 bottom-0 border-t bg-wait-soft px-4 py-1.5 text-small text-wait">
              These parameters do not fit yet. The picture shows the last that did.
            </p>
          )}
        </section>
        {made.ofDefinition.length > 0 && (
          <ul aria-label="Faults" className="max-h-40 overflow-y-auto border-t px-4 py-2 text-base text-fail">
            {made.ofDefinition.map(({ path, message }) => (
              <li key={`${path} ${message}`} className="break-words">
                <span className="mr-2 font-mono text-small">{path}</span>
                {message}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
