'use client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Bot } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { UTILISATION_WINDOWS, type UtilisationWindow } from '@/server/core/fleet/utilisation.ts';
import { agentPages } from '../agent/agent-pages.ts';
import { useLiveFleet } from '../agent/use-live-fleet.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { CellAttempts } from './cell-attempts.tsx';
import { fleetParsers } from './fleet-parsers.ts';
import { Heatmap } from './heatmap.tsx';
import { formatBucket } from './heatmap-scale.ts';
import { LoadPanel } from './load-panel.tsx';
import { RebalancePanel } from './rebalance-panel.tsx';

/** Least time between two looks at the whole map. */
const REFRESH_MS = 5_000;

const WINDOW_WORDS: Record<UtilisationWindow, string> = {
  15: 'Last 15 minutes',
  60: 'Last hour',
  360: 'Last 6 hours',
  1440: 'Last 24 hours',
};
const WINDOW_OPTIONS = UTILISATION_WINDOWS.map((minutes) => ({ value: String(minutes), label: WINDOW_WORDS[minutes] }));

function readCell(text: string | null): { agentId: string; at: number } | null {
  const [, agentId, at] = /^([0-9a-f-]{36})\.(\d{1,15})$/.exec(text ?? '') ?? [];
  return agentId === undefined || at === undefined ? null : { agentId, at: Number(at) };
}

/** Slots taken by agent, as the live connection says. */
function useHeldNow(): ReadonlyMap<string, number> {
  const client = useTRPCClient();
  useLiveFleet();
  const { data } = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: false }));
  return useMemo(() => new Map(data?.map(({ id, inFlight }) => [id, inFlight])), [data]);
}

/** Who was busy when, who is loaded how much now, and what can be moved. */
export function UtilisationTab() {
  const trpc = useTRPC();
  const [{ window: minutes, cell }, setPlace] = useQueryStates(fleetParsers);
  const query = useQuery(trpc.fleet.utilisation.queryOptions({ minutes }, { placeholderData: keepPreviousData }));
  const heldNow = useHeldNow();
  useLiveRefresh(
    'agents',
    [trpc.fleet.utilisation.queryFilter(), trpc.load.fleet.queryFilter(), trpc.load.rebalances.queryFilter()],
    REFRESH_MS,
  );
  const open = readCell(cell);
  const choose = (text: string) => {
    const chosen = UTILISATION_WINDOWS.find((each) => String(each) === text);
    if (chosen) void setPlace({ window: chosen, cell: null });
  };
  return (
    <div className="flex flex-col gap-4">
      <Panel
        title="Busy share by agent"
        aside={<Select label="Window" value={String(minutes)} options={WINDOW_OPTIONS} onChange={choose} />}
      >
        <Loaded query={query} what="The utilisation" rows={8}>
          {(view) =>
            view.rows.length === 0 ? (
              <EmptyState
                icon={Bot}
                title="No agents yet"
                action={
                  <Link href="/agents?register=1" className={buttonClass({ variant: 'primary' })}>
                    Register agent
                  </Link>
                }
              >
                Once an agent works, every row here shows when its slots were busy.
              </EmptyState>
            ) : (
              <>
                {view.countedFrom && (
                  <p className="px-4 pt-3 text-small text-wait">
                    So many attempts ran that only those since {formatBucket(view.countedFrom.getTime(), view.bucketMs)} are counted.
                  </p>
                )}
                <Heatmap
                  view={view}
                  heldNow={heldNow}
                  open={open}
                  onOpen={(chosen) => void setPlace({ cell: chosen && `${chosen.agentId}.${chosen.at}` })}
                />
              </>
            )
          }
        </Loaded>
      </Panel>
      {open && query.data && (
        <CellAttempts
          cell={open}
          agentName={query.data.rows.find(({ agentId }) => agentId === open.agentId)?.name ?? 'Agent'}
          bucketMs={query.data.bucketMs}
          onClose={() => void setPlace({ cell: null })}
        />
      )}
      <LoadPanel />
      <RebalancePanel />
    </div>
  );
}
