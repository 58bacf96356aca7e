'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Shrink } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useRef, useState } from 'react';
import { toast } from 'sonner';
import { fleetParsers } from '../fleet/fleet-parsers.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { shortId } from '../short-id.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ChoiceRow } from '../ui/choice-row.tsx';
import { formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { EntryPanel } from './entry-panel.tsx';

const MemoryDialog = dynamic(() => import('./memory-dialog.tsx').then((module) => module.MemoryDialog), { ssr: false });

/** What agents keep comes with their results: every few seconds is soon enough. */
const REFRESH_MS = 5_000;

type Owner = RouterOutputs['context']['owners'][number];

interface OwnerRowProps {
  name: string;
  of: readonly Owner[];
  chosen: boolean;
  onChoose(): void;
}

function OwnerRow({ name, of, chosen, onChoose }: OwnerRowProps) {
  const sum = (what: 'entries' | 'tokens') => of.reduce((total, owner) => total + owner[what], 0);
  return (
    <ChoiceRow chosen={chosen} onChoose={onChoose} className="grid-cols-[minmax(0,1fr)_88px_104px] gap-3">
      <span className="truncate font-medium text-ink">{name}</span>
      <span className="text-right text-ink-2">{sum('entries') === 1 ? '1 entry' : `${sum('entries').toLocaleString('en')} entries`}</span>
      <span className="text-right text-ink-3 text-small">{sum('tokens').toLocaleString('en')} tokens</span>
    </ChoiceRow>
  );
}

/** Makes what an agent remembers smaller, and says what came of it. */
function ConsolidateButton({ agentId }: { agentId: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const consolidate = useMutation(
    trpc.context.consolidate.mutationOptions({
      onSuccess: ({ tokensBefore, tokensAfter, retention }) => {
        void queryClient.invalidateQueries(trpc.context.pathFilter());
        const kept = retention === null ? '' : ` ${formatShare(retention)} of the distinct keywords are still there.`;
        const saved = tokensBefore - tokensAfter;
        toast.success(
          saved === 0
            ? 'Nothing could be made smaller: what is fresh or stands alone is left as it is.'
            : `${saved.toLocaleString('en')} of ${tokensBefore.toLocaleString('en')} tokens saved.${kept}`,
        );
      },
      onError: (error) => toast.error(readProblem(error).message),
    }),
  );
  return (
    <Button busy={consolidate.isPending} onClick={() => consolidate.mutate({ id: agentId })}>
      <Shrink aria-hidden />
      Consolidate
    </Button>
  );
}

/** What the fleet remembers: whose it is, what it says, and the acts on it. */
export function MemoryTab() {
  const trpc = useTRPC();
  const [{ agent }, setPlace] = useQueryStates(fleetParsers);
  const mayAct = useAllowed('operator');
  const [adding, setAdding] = useState(false);
  const owners = useQuery(trpc.context.owners.queryOptions(undefined, { staleTime: 0 }));
  const agents = useQuery(trpc.fleet.sleepers.queryOptions());
  useLiveRefresh('agents', [trpc.context.pathFilter()], REFRESH_MS);
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  const nameOf = (id: string) => agents.data?.find(({ agentId }) => agentId === id)?.name ?? shortId(id);
  const ownerName = ({ agentId, name }: Owner) => name ?? (agentId === null ? 'All agents' : nameOf(agentId));
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,420px)_minmax(0,1fr)]">
      <Panel title="Who remembers">
        <Loaded query={owners} what="Who remembers">
          {(found) => (
            <ul ref={list} className="max-h-[640px] overflow-y-auto">
              <OwnerRow name="Everybody" of={found} chosen={agent === null} onChoose={() => void setPlace({ agent: null })} />
              {found.map((owner) => {
                const { agentId } = owner;
                if (agentId === null) return null;
                return (
                  <OwnerRow
                    key={agentId}
                    name={ownerName(owner)}
                    of={[owner]}
                    chosen={agentId === agent}
                    onChoose={() => void setPlace({ agent: agentId })}
                  />
                );
              })}
            </ul>
          )}
        </Loaded>
      </Panel>
      <EntryPanel
        title={agent === null ? 'What is remembered' : `What ${nameOf(agent)} remembers`}
        agentId={agent}
        nameOf={nameOf}
        acts={
          mayAct && (
            <span className="flex gap-1.5">
              {agent !== null && <ConsolidateButton agentId={agent} />}
              <Button onClick={() => setAdding(true)}>
                <Plus aria-hidden />
                Add
              </Button>
            </span>
          )
        }
      />
      {adding && <MemoryDialog agents={agents.data ?? []} agentId={agent} onClose={() => setAdding(false)} />}
    </div>
  );
}
