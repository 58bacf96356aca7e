'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ShieldCheck, SlidersHorizontal } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo, useRef, useState } from 'react';
import type { BreakerSummary, TransitionView } from '@/server/core/breaker/breaker-summary.ts';
import type { BreakerResourceType } from '@/server/core/breaker/presets.ts';
import type { BreakerStatus } from '@/server/core/breaker/state.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { Loaded } from '../loaded.tsx';
import { resilienceParsers } from '../resilience/resilience-parsers.ts';
import { useAllowed } from '../session/session.tsx';
import { useNow } from '../time/use-now.ts';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { Select, type SelectOption } from '../ui/select.tsx';
import { BreakerDetailPane } from './breaker-detail.tsx';
import { BreakerLane, LANE_COLUMNS, NARROW_COLUMNS } from './breaker-lane.tsx';
import { BREAKER_LOOKS, RESOURCE_WORDS } from './breaker-looks.ts';
import { breakerPages, type LaneFilter } from './breaker-pages.ts';
import { useLiveBreakers } from './use-live-breakers.ts';

const RulesDialog = dynamic(() => import('./rules-dialog.tsx').then((module) => module.RulesDialog), { ssr: false });

const STATES: readonly SelectOption<BreakerStatus | ''>[] = [
  { value: '', label: 'Any state' },
  ...(Object.keys(BREAKER_LOOKS) as BreakerStatus[]).map((value) => ({ value, label: BREAKER_LOOKS[value].word })),
];
const TYPES: readonly SelectOption<BreakerResourceType | ''>[] = [
  { value: '', label: 'Anything guarded' },
  ...(Object.keys(RESOURCE_WORDS) as BreakerResourceType[]).map((value) => ({ value, label: RESOURCE_WORDS[value] })),
];

/** What the lanes are narrowed by, in the address, on whichever page they stand. */
const PARSERS = {
  bs: parseAsStringLiteral(STATES.map(({ value }) => value)).withDefault(''),
  bt: parseAsStringLiteral(TYPES.map(({ value }) => value)).withDefault(''),
  bq: parseAsString.withDefault(''),
};

const NO_CHANGES: readonly TransitionView[] = [];

/** What each breaker went through in the last hour, oldest first. */
function useHistory(): ReadonlyMap<string, readonly TransitionView[]> {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.breakers.history.queryOptions({ minutes: 60 }));
  return useMemo(() => {
    const byBreaker = new Map<string, TransitionView[]>();
    for (const transition of data?.transitions ?? []) {
      byBreaker.set(transition.resourceId, [...(byBreaker.get(transition.resourceId) ?? []), transition]);
    }
    return byBreaker;
  }, [data]);
}

interface LanesProps {
  breakers: readonly BreakerSummary[];
  chosen: string | null;
  onChoose(resourceId: string | null): void;
}

function Lanes({ breakers, chosen, onChoose }: LanesProps) {
  const narrow = chosen !== null;
  const now = useNow();
  const history = useHistory();
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  return (
    <>
      <div
        aria-hidden
        className={cn('grid h-8 items-center border-b font-medium text-ink-3 text-small', !narrow && 'grid-cols-[minmax(0,1fr)_92px]')}
      >
        <div className={cn('grid items-center gap-4 px-4', narrow ? NARROW_COLUMNS : LANE_COLUMNS)}>
          <span>State</span>
          <span>Resource</span>
          <span className="flex justify-between">
            <span>An hour ago</span>
            <span>now</span>
          </span>
          {!narrow && <span>Window</span>}
          <span>Next probe</span>
        </div>
      </div>
      <ul ref={list} aria-label="Circuit breakers">
        {breakers.map((breaker) => (
          <BreakerLane
            key={breaker.resourceId}
            breaker={breaker}
            transitions={history.get(breaker.resourceId) ?? NO_CHANGES}
            now={now}
            chosen={breaker.resourceId === chosen}
            narrow={narrow}
            onChoose={() => onChoose(breaker.resourceId === chosen ? null : breaker.resourceId)}
          />
        ))}
      </ul>
    </>
  );
}

const matches = ({ name, taskType, resourceId }: BreakerSummary, text: string) =>
  [name, taskType ?? '', resourceId].some((each) => each.toLowerCase().includes(text.toLowerCase()));

/** Everything that a breaker guards, those in trouble first, live. */
export function BreakersTab() {
  const client = useTRPCClient();
  const [{ breaker: chosen }, setPlace] = useQueryStates(resilienceParsers);
  const [{ bs: state, bt: type, bq: text }, setNarrowing] = useQueryStates(PARSERS);
  const [ruling, setRuling] = useState(false);
  const mayAct = useAllowed('operator');
  const filter: LaneFilter = { ...(state && { state }), ...(type && { type }) };
  const query = useInfiniteQuery(breakerPages((input) => client.breakers.list.query(input), filter));
  useLiveBreakers();
  useShortcut({ keys: 'Escape', label: "Close the breaker's panel", group: 'Page' }, () => void setPlace({ breaker: null }));
  const breakers = query.data ?? [];
  const shown = text === '' ? breakers : breakers.filter((breaker) => matches(breaker, text));
  const isFiltered = text !== '' || state !== '' || type !== '';
  const more = { hasMore: query.hasNextPage, loading: query.isFetchingNextPage, onMore: () => void query.fetchNextPage() };
  const clear = () => void setNarrowing({ bs: null, bt: null, bq: null });
  return (
    <div className={cn('grid items-start gap-4', chosen !== null && 'xl:grid-cols-[minmax(0,1fr)_360px]')}>
      <section aria-label="Breakers" className="min-w-0 overflow-x-auto rounded-panel border bg-panel">
        <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
          <SearchInput label="Agent, host, workflow or type" value={text} onChange={(next) => void setNarrowing({ bq: next || null })} />
          <Select label="State" value={state} options={STATES} onChange={(next) => void setNarrowing({ bs: next || null })} />
          <Select label="Kind of resource" value={type} options={TYPES} onChange={(next) => void setNarrowing({ bt: next || null })} />
          {mayAct && (
            <Button className="ml-auto" onClick={() => setRuling(true)}>
              <SlidersHorizontal aria-hidden />
              Rules
            </Button>
          )}
        </div>
        <Loaded query={query} what="The breakers" rows={12}>
          {() =>
            shown.length > 0 ? (
              <div className={chosen === null ? 'min-w-[820px]' : 'min-w-[500px]'}>
                <Lanes breakers={shown} chosen={chosen} onChoose={(breaker) => void setPlace({ breaker })} />
                <LoadMore {...more} />
              </div>
            ) : query.hasNextPage ? (
              <EmptyState icon={ShieldCheck} title="No match yet" action={<LoadMore {...more} />}>
                None of the first breakers is what the filter asks for. The others are looked at.
              </EmptyState>
            ) : isFiltered ? (
              <EmptyState icon={ShieldCheck} title="No breaker matches" action={<Button onClick={clear}>Clear the filter</Button>}>
                None of the breakers is what the filter asks for.
              </EmptyState>
            ) : (
              <EmptyState icon={ShieldCheck} title="No breaker yet">
                Every agent, host and stored workflow gets one with its first call. It opens when too much fails, and work goes elsewhere.
              </EmptyState>
            )
          }
        </Loaded>
      </section>
      {ruling && <RulesDialog target={{ type: filter.type ?? 'agent', agent: null }} onClose={() => setRuling(false)} />}
      {chosen !== null && <BreakerDetailPane key={chosen} resourceId={chosen} onClose={() => void setPlace({ breaker: null })} />}
    </div>
  );
}
