'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useState } from 'react';
import { CONTEXT_TYPES } from '@/server/core/memory/context-entry.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { fleetParsers } from '../fleet/fleet-parsers.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Panel } from '../ui/panel.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { Select } from '../ui/select.tsx';
import { EntryRow, type MemoryEntry } from './entry-row.tsx';

/** The most that a search answers. */
const SHOWN = 50;
const TYPES = [
  { value: '', label: 'Every type' },
  ...CONTEXT_TYPES.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
] as const;

interface EntryPanelProps {
  title: string;
  /** Null: of everybody. */
  agentId: string | null;
  nameOf(agentId: string): string;
  acts: ReactNode;
}

/** What somebody remembers, newest first, or what fits a search. */
export function EntryPanel({ title, agentId, nameOf, acts }: EntryPanelProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayAct = useAllowed('operator');
  const [{ q, type }, setPlace] = useQueryStates(fleetParsers);
  const [leaving, setLeaving] = useState<MemoryEntry | null>(null);
  const query = useQuery(
    trpc.context.search.queryOptions(
      { limit: SHOWN, ...(q !== '' && { query: q }), ...(agentId !== null && { agent_id: agentId }), ...(type !== null && { type }) },
      { staleTime: 0, placeholderData: (before) => before },
    ),
  );
  const forget = useMutation(
    trpc.context.remove.mutationOptions({
      onSuccess: () => {
        setLeaving(null);
        void queryClient.invalidateQueries(trpc.context.pathFilter());
      },
    }),
  );
  const ownerOf = (entry: MemoryEntry) => (agentId !== null ? null : entry.agentId === null ? 'All agents' : nameOf(entry.agentId));
  return (
    <Panel title={title} aside={acts}>
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
        <SearchInput label="Words or meaning" value={q} onChange={(value) => void setPlace({ q: value || null })} />
        <Select
          label="Type"
          value={type ?? ''}
          options={TYPES}
          onChange={(value) => void setPlace({ type: value === '' ? null : value })}
        />
      </div>
      <Loaded query={query} what="What is remembered">
        {(found) =>
          found.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">
              {q !== '' || type !== null
                ? 'Nothing of that is remembered.'
                : 'Nothing yet. Agents whose form says that they remember keep their results here.'}
            </p>
          ) : (
            <>
              <ul>
                {found.map(({ entry }) => (
                  <EntryRow key={entry.id} entry={entry} owner={ownerOf(entry)} onForget={mayAct ? () => setLeaving(entry) : null} />
                ))}
              </ul>
              {found.length === SHOWN && (
                <p className="px-4 py-2 text-ink-3 text-small">These are {SHOWN}; what else there is, a search finds.</p>
              )}
            </>
          )
        }
      </Loaded>
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={() => setLeaving(null)}
          title={`Forget "${leaving.title}"?`}
          consequence="No agent is told it any more. Checkpoints that were made before still hold it."
          verb="Forget"
          danger
          mutation={forget}
          onConfirm={() => forget.mutate({ id: leaving.id })}
        />
      )}
    </Panel>
  );
}
