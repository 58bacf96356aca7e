'use client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useShortcut } from '../keys/shortcuts.ts';
import { Loaded } from '../loaded.tsx';
import { shortId } from '../short-id.ts';
import { useTRPC } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { artifactUrl, formatBytes } from './artifact-file.ts';

const Markdown = dynamic(() => import('./markdown.tsx').then((module) => module.Markdown), {
  loading: () => <Skeleton className="skeleton-delay h-40" />,
});

/** An artifact as a document: Markdown rendered, anything else as the text it is. */
export function ArtifactPage({ runId, id }: { runId: string; id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [raw, setRaw] = useState(false);
  const query = useQuery(trpc.runs.artifact.queryOptions({ id }));
  useShortcut({ keys: 'Escape', label: 'Back to the run', group: 'Page' }, () => router.push(`/runs/${runId}`));
  return (
    <Loaded query={query} what="This document" rows={10}>
      {({ name, mediaType, size, text, taskKey }) => {
        const markdown = mediaType.startsWith('text/markdown');
        return (
          <>
            <nav aria-label="Path" className="flex items-center gap-1.5 px-6 pt-3 text-ink-3 text-small">
              <Link href="/runs" className="hover:text-ink">
                Runs
              </Link>
              <span aria-hidden>/</span>
              <Link href={`/runs/${runId}?tab=output`} className="hover:text-ink">
                {shortId(runId)}
              </Link>
            </nav>
            <header className="flex flex-wrap items-center justify-between gap-3 px-6 pt-1 pb-4">
              <div className="flex min-w-0 items-baseline gap-3">
                <h1 className="truncate font-semibold text-ink text-title tracking-tight">{name}</h1>
                <span className="text-ink-3">
                  {formatBytes(size)}
                  {taskKey && ` by ${taskKey}`}
                </span>
              </div>
              <div className="flex items-center gap-2">
                {markdown && <Button onClick={() => setRaw(!raw)}>{raw ? 'Rendered' : 'Source'}</Button>}
                <CopyButton value={text} label="Copy the text" />
                <a href={artifactUrl(id)} download className={buttonClass()}>
                  <Download aria-hidden />
                  Download
                </a>
              </div>
            </header>
            <article className="mx-6 mb-10 rounded-panel border bg-panel px-8 py-7">
              {markdown && !raw ? (
                <div className="mx-auto max-w-[860px]">
                  <Markdown text={text} />
                </div>
              ) : (
                <pre className="whitespace-pre-wrap break-words font-mono text-ink-2 text-small">{text}</pre>
              )}
            </article>
          </>
        );
      }}
    </Loaded>
  );
}
