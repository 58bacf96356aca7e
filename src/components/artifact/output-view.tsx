'use client';
import { Download, FileText } from 'lucide-react';
import Link from 'next/link';
import type { JsonValue } from '@/server/core/json.ts';
import { buttonClass } from '../ui/button.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { artifactUrl } from './artifact-file.ts';

interface OutputViewProps {
  runId: string;
  output: JsonValue;
  /** The file that holds it where it was too large for the task's row; null: it stands in `output`. */
  artifactId: string | null;
  label: string;
}

/** What a task gave, here or, where it is too large for that, as the file it is. */
export function OutputView({ runId, output, artifactId, label }: OutputViewProps) {
  if (artifactId === null) return <JsonView value={output} label={label} />;
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-control border px-3 py-2 text-base text-ink-2">
      <FileText className="size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0 flex-1">It is too large to stand here, and kept as a file.</span>
      <Link href={`/runs/${runId}/artifacts/${artifactId}`} className={buttonClass()}>
        Open it
      </Link>
      <a href={artifactUrl(artifactId)} download className={buttonClass({ variant: 'ghost' })}>
        <Download aria-hidden />
        Download
      </a>
    </div>
  );
}
