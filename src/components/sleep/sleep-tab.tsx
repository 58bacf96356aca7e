'use client';
import { useQuery } from '@tanstack/react-query';
import { Moon } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useRef } from 'react';
import { fleetParsers } from '../fleet/fleet-parsers.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { useTRPC } from '../trpc.tsx';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { SleeperDetail } from './sleeper-detail.tsx';
import { SleeperRow } from './sleeper-row.tsx';
import { WindowPanel } from './window-panel.tsx';

const REFRESH_MS = 1_000;

/** Who sleeps, when it should, and what its rest was good for. */
export function SleepTab() {
  const trpc = useTRPC();
  const [{ agent }, setPlace] = useQueryStates(fleetParsers);
  const query = useQuery(trpc.fleet.sleepers.queryOptions(undefined, { staleTime: 0 }));
  useLiveRefresh(
    'agents',
    [trpc.fleet.sleepers.queryFilter(), trpc.sleep.cycles.queryFilter(), trpc.sleep.checkpoints.queryFilter()],
    REFRESH_MS,
  );
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  const chosen = query.data?.find(({ agentId }) => agentId === agent) ?? query.data?.[0];
  return (
    <div className="flex flex-col gap-4">
      <WindowPanel agents={query.data ?? []} />
      <Loaded query={query} what="The agents">
        {(sleepers) =>
          sleepers.length === 0 ? (
            <EmptyState
              icon={Moon}
              title="No agents yet"
              action={
                <Link href="/agents?register=1" className={buttonClass({ variant: 'primary' })}>
                  Register agent
                </Link>
              }
            >
              An agent that sleeps gets no tasks, and what it remembers is made smaller meanwhile.
            </EmptyState>
          ) : (
            <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,420px)_minmax(0,1fr)]">
              <Panel title="Agents">
                <ul ref={list} className="max-h-[640px] overflow-y-auto">
                  {sleepers.map((sleeper) => (
                    <SleeperRow
                      key={sleeper.agentId}
                      sleeper={sleeper}
                      chosen={sleeper.agentId === chosen?.agentId}
                      onChoose={() => void setPlace({ agent: sleeper.agentId })}
                    />
                  ))}
                </ul>
              </Panel>
              {chosen && <SleeperDetail key={chosen.agentId} sleeper={chosen} />}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}
