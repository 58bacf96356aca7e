'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useRef, useState } from 'react';
import type { PoolView } from '@/server/core/scaling/pool-view.ts';
import { AGENT_KIND_LOOKS } from '../agent/agent-kind.ts';
import { fleetParsers } from '../fleet/fleet-parsers.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ChoiceRow } from '../ui/choice-row.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { PoolDetail } from './pool-detail.tsx';

const CreatePoolDialog = dynamic(() => import('./create-pool-dialog.tsx').then((module) => module.CreatePoolDialog), { ssr: false });

const REFRESH_MS = 2_000;
/** Pools are few: what does not fit on one page of the list is reached over the API. */
const SHOWN = 200;

function PoolRow({ pool, chosen, onChoose }: { pool: PoolView; chosen: boolean; onChoose(): void }) {
  const kind = AGENT_KIND_LOOKS[pool.kind];
  return (
    <ChoiceRow chosen={chosen} onChoose={onChoose} className="grid-cols-[20px_minmax(0,1fr)_auto_72px] gap-2">
      <kind.icon className="size-4 text-ink-3" aria-label={kind.label} />
      <span className="truncate font-medium text-ink">{pool.name}</span>
      {pool.paused ? <Badge tone="wait">paused</Badge> : <Badge>{pool.tier}</Badge>}
      <span className="text-right text-ink-2" title={`${pool.size} of at least ${pool.min} and at most ${pool.max} members`}>
        {pool.size}
        <span className="text-ink-3">
          {' '}
          in {pool.min}–{pool.max}
        </span>
      </span>
    </ChoiceRow>
  );
}

/** Agents made from a template, as many as the work needs. */
export function PoolsTab() {
  const trpc = useTRPC();
  const [{ pool: wanted }, setPlace] = useQueryStates(fleetParsers);
  const mayAct = useAllowed('operator');
  const [creating, setCreating] = useState(false);
  const query = useQuery(trpc.pools.list.queryOptions({ limit: SHOWN }, { staleTime: 0 }));
  useLiveRefresh(
    'agents',
    [trpc.pools.list.queryFilter(), trpc.pools.actions.queryFilter(), trpc.pools.forecast.queryFilter()],
    REFRESH_MS,
  );
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  const create = mayAct && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create pool
    </Button>
  );
  return (
    <>
      <Loaded query={query} what="The pools">
        {({ data: pools }) => {
          const chosen = pools.find(({ id }) => id === wanted) ?? pools[0];
          if (chosen === undefined)
            return (
              <EmptyState icon={Boxes} title="No pools yet" action={create}>
                A pool makes agents from one template: more when tasks wait or are forecast, fewer when it is quiet, none when nobody needs
                them.
              </EmptyState>
            );
          return (
            <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,360px)_minmax(0,1fr)]">
              <Panel title="Pools" aside={create}>
                <ul ref={list}>
                  {pools.map((pool) => (
                    <PoolRow key={pool.id} pool={pool} chosen={pool.id === chosen.id} onChoose={() => void setPlace({ pool: pool.id })} />
                  ))}
                </ul>
              </Panel>
              <PoolDetail key={chosen.id} pool={chosen} />
            </div>
          );
        }}
      </Loaded>
      {creating && <CreatePoolDialog onClose={() => setCreating(false)} />}
    </>
  );
}
