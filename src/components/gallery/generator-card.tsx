'use client';
import { SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import type { WorkflowDefinition } from '@/server/core/workflow/definition.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { type Generator, generateFrom } from './generators.ts';
import { GraphPicture } from './graph-picture.tsx';

interface GeneratorCardProps {
  generator: Generator;
  onUse(definition: WorkflowDefinition): void;
}

/** What it makes of the parameters it begins with, in a picture and in words. */
export function GeneratorCard({ generator, onUse }: GeneratorCardProps) {
  const { name, title, summary, example } = generator;
  const { definition } = useMemo(() => generateFrom(generator, example), [generator, example]);
  if (!definition) return null;
  const { length } = definition.tasks;
  return (
    <li className="flex flex-col overflow-hidden rounded-panel border bg-panel">
      <div className="h-32 border-b bg-page p-2">
        <GraphPicture definition={definition} label={`Graph of ${title}`} />
      </div>
      <div className="flex flex-1 flex-col gap-1 p-4">
        <h3 className="font-semibold text-base text-ink">{title}</h3>
        <p className="text-base text-ink-2">{summary}</p>
        <p className="text-ink-3 text-small">{length === 1 ? '1 task' : `${length} tasks`}</p>
        <div className="mt-auto flex gap-2 pt-3">
          <Button variant="primary" aria-label={`Use ${title}`} onClick={() => onUse(definition)}>
            Use
          </Button>
          <Link
            href={`/workflows/new/gallery?from=${name}`}
            aria-label={`Parameters of ${title}`}
            className={buttonClass({ variant: 'secondary' })}
          >
            <SlidersHorizontal aria-hidden />
            Parameters
          </Link>
        </div>
      </div>
    </li>
  );
}
