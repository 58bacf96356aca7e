'use client';
import { Trash2 } from 'lucide-react';
import { tokensOf } from '@/server/core/memory/context-entry.ts';
import { Ago } from '../time/time-text.tsx';
import type { RouterOutputs } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';

export type MemoryEntry = RouterOutputs['context']['search'][number]['entry'];

interface EntryRowProps {
  entry: MemoryEntry;
  /** Whose it is, where that is not plain. */
  owner: string | null;
  onForget: (() => void) | null;
}

const usedWords = (count: number) => (count === 0 ? 'not used yet' : count === 1 ? 'used once' : `used ${count} times`);

/** One entry: what it is about, and folded what it says. The text is anybody's: it stays text. */
export function EntryRow({ entry, owner, onForget }: EntryRowProps) {
  const { title, content, type, access, importance, tags, accessCount, consolidatedFrom, updatedAt } = entry;
  const tokens = tokensOf(title) + tokensOf(content);
  return (
    <li className="border-b last:border-b-0">
      <details className="group">
        <summary className="grid cursor-pointer grid-cols-[minmax(0,1fr)_auto] items-center gap-3 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2">
          <span className="min-w-0">
            <span className="block truncate font-medium text-base text-ink">{title}</span>
            <span className="block truncate text-ink-3 text-small">
              {owner !== null && `${owner} · `}
              {tokens.toLocaleString('en')} tokens · {usedWords(accessCount)} · <Ago at={updatedAt} />
            </span>
          </span>
          <span className="flex items-center gap-1.5">
            <Badge>{type.replaceAll('_', ' ')}</Badge>
            <Badge tone="outline">{access}</Badge>
          </span>
        </summary>
        <div className="flex flex-col gap-2 px-4 pt-1 pb-3">
          <p className="max-w-prose whitespace-pre-wrap break-words text-base text-ink-2">{content}</p>
          <p className="flex items-center justify-between gap-3 text-ink-3 text-small">
            <span>
              Importance {importance.toFixed(2)}
              {tags.length > 0 && ` · ${tags.join(', ')}`}
              {consolidatedFrom.length > 0 && ` · made of ${consolidatedFrom.length}`}
            </span>
            {onForget && (
              <Button variant="ghost" aria-label={`Forget ${title}`} onClick={onForget}>
                <Trash2 aria-hidden />
                Forget
              </Button>
            )}
          </p>
        </div>
      </details>
    </li>
  );
}
