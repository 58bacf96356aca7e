'use client';
import { useMemo } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import type { DefinitionDiff } from '@/server/core/workflow/diff-definitions.ts';
import type { NodeChange, StateSource } from '../graph/canvas-graph.ts';
import { LaidOutGraph } from '../graph/laid-out-graph.tsx';
import { cn } from '../ui/class-names.ts';
import { shapeOfDiff } from './diff-shape.ts';

const LEGEND: readonly { change: NodeChange; word: string; className: string }[] = [
  { change: 'added', word: 'added', className: 'border-ok bg-ok-soft' },
  { change: 'removed', word: 'removed', className: 'border-fail border-dashed bg-fail-soft' },
  { change: 'changed', word: 'changed', className: 'border-wait bg-wait-soft' },
];

interface DrawnDiffProps {
  /** One of the two graphs, and which. */
  definition: JsonValue;
  drawn: 'before' | 'after';
  diff: DefinitionDiff;
}

/** Both graphs as one, what differs marked. Load it when it is looked at: it brings the canvas. */
export function DrawnDiff({ definition, drawn, diff }: DrawnDiffProps) {
  const { shape, states } = useMemo(() => shapeOfDiff(definition, drawn, diff), [definition, drawn, diff]);
  const statuses = useMemo((): StateSource => ({ get: (id) => states.get(id), subscribe: () => () => undefined }), [states]);
  return (
    <div className="relative h-72 overflow-hidden rounded-control border">
      <LaidOutGraph
        shape={shape}
        statuses={statuses}
        label="What differs, as a graph"
        legend={
          <ul aria-label="Marks" className="flex gap-3 rounded-control border bg-panel px-2 py-0.5 text-ink-2 text-small">
            {LEGEND.map(({ change, word, className }) => (
              <li key={change} className="flex items-center gap-1.5">
                <span aria-hidden className={cn('size-3 rounded-[3px] border', className)} />
                {diff[change].length} {word}
              </li>
            ))}
          </ul>
        }
      />
    </div>
  );
}
