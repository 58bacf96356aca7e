'use client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { MailX } from 'lucide-react';
import { useState } from 'react';
import type { DeadLetterView } from '@/server/core/recovery/dead-letter-view.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { DeadLetterRowView } from './dead-letter-row.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';

const PAGE = 50;
const KEY = ['dead-letters', 'pages'] as const;

type Act = { kind: 'replay' | 'discard'; letters: DeadLetterView[] };

/** Tasks that were parked for what they did to their holders, and what was decided of them. */
export function DeadLettersTab() {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const allowed = useAllowed('operator');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<Act | null>(null);
  const query = useInfiniteQuery(
    keysetPages(KEY, (after) => client.deadLetters.list.query({ limit: PAGE, ...(after !== null && { after }) })),
  );
  const reread = () => void queryClient.invalidateQueries({ queryKey: KEY });
  useLiveNotice('failures', { queryKey: KEY });
  const selected = (query.data ?? []).filter(({ taskId, decision }) => chosen.has(taskId) && decision === null);
  const done = () => {
    setAct(null);
    setChosen(new Set());
    reread();
  };
  const choose = (taskId: string) => {
    const next = new Set(chosen);
    if (!next.delete(taskId)) next.add(taskId);
    setChosen(next);
  };
  return (
    <section aria-label="Dead letters" className="flex flex-col gap-2">
      {allowed && selected.length > 0 && (
        <div className="flex items-center gap-2">
          <span className="text-base text-ink-2">{selected.length} chosen</span>
          <Button onClick={() => setAct({ kind: 'replay', letters: selected })}>Replay them</Button>
          <Button variant="danger" onClick={() => setAct({ kind: 'discard', letters: selected })}>
            Discard them
          </Button>
        </div>
      )}
      <Loaded
        query={query}
        what="The dead letters"
        rows={12}
        empty={
          <EmptyState icon={MailX} title="No dead letters">
            A task that several processes died of is parked here instead of taking down the next one. It can be replayed or discarded.
          </EmptyState>
        }
      >
        {(letters) => (
          <>
            <RecordTable columns={[{ title: 'Choose', unseen: true }, 'Parked', 'Task', 'Why', 'Deaths', 'Held last by', 'Decision']}>
              {letters.map((letter) => (
                <DeadLetterRowView
                  key={letter.taskId}
                  letter={letter}
                  chosen={chosen.has(letter.taskId)}
                  onChoose={allowed ? () => choose(letter.taskId) : null}
                  onAct={(kind) => setAct({ kind, letters: [letter] })}
                />
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </>
        )}
      </Loaded>
      {act?.kind === 'replay' && <ReplayDialog letters={act.letters} onClose={() => setAct(null)} onDone={done} />}
      {act?.kind === 'discard' && <DiscardDialog letters={act.letters} onClose={() => setAct(null)} onDone={done} />}
    </section>
  );
}
