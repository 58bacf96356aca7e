'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useMemo, useRef, useState } from 'react';
import { ENOUGH_SAMPLES } from '@/server/core/prediction/prediction.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { Loaded } from '../loaded.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { ATTEMPT_LOOKS } from '../status/status-vocabulary.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { NumberCell, RowHeader, rowClass } from '../ui/row-list.tsx';
import { DecisionFilters } from './decision-filters.tsx';
import { decisionFilterParsers, decisionPages } from './decision-pages.ts';
import { percent } from './figures.tsx';
import type { DecisionSummary } from './routing-types.ts';
import { useLiveDecisions } from './use-live-decisions.ts';

const COLUMNS = 'grid-cols-[76px_minmax(110px,1fr)_minmax(130px,1.2fr)_minmax(140px,1fr)_60px_68px_116px_112px]';

const setBackWords = (agents: number) =>
  `${agents === 1 ? '1 free agent was' : `${agents} free agents were`} set back: the task was expected to end there much later`;

function DecisionRow({ decision }: { decision: DecisionSummary }) {
  const { id, createdAt, taskKey, taskType, agentName, agentId, strategy, score, nextScore } = decision;
  const { explored, setBack, predictedSuccess, samples, status } = decision;
  return (
    <li>
      <Link href={`/routing?decision=${id}`} data-row prefetch={false} className={rowClass(COLUMNS)}>
        <span className="truncate text-ink-3">
          <Ago at={createdAt} />
        </span>
        <span className="truncate" title={`${taskType ?? 'dry run'} ${taskKey ?? ''}`}>
          {taskType ?? 'dry run'}
        </span>
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium text-ink" title={agentName ?? undefined}>
            {agentName ?? agentId ?? 'nobody'}
          </span>
          {explored && <Badge tone="accent">explored</Badge>}
          {setBack > 0 && !explored && <Badge title={setBackWords(setBack)}>faster</Badge>}
        </span>
        <span className="truncate text-ink-3">{strategy.replaceAll('_', ' ')}</span>
        <NumberCell className="text-ink">{score === null ? '–' : score.toFixed(3)}</NumberCell>
        <NumberCell title="Ahead of the next best candidate">
          {score === null || nextScore === null ? 'alone' : (score - nextScore).toFixed(3)}
        </NumberCell>
        <NumberCell title={samples === null ? 'Nothing was predicted' : `${samples} outcomes stood behind it`}>
          {predictedSuccess === null || samples === null || samples < ENOUGH_SAMPLES ? (
            <span className="text-ink-3">too few</span>
          ) : (
            percent(predictedSuccess)
          )}
        </NumberCell>
        {status === null ? <span className="text-ink-3">dry run</span> : <StatusMark look={ATTEMPT_LOOKS[status]} />}
      </Link>
    </li>
  );
}

/** Assignments as they happen, newest first. */
export function DecisionList() {
  const client = useTRPCClient();
  const [filter, setFilter] = useQueryStates(decisionFilterParsers);
  const [paused, setPaused] = useState(false);
  const pages = useMemo(() => decisionPages((input) => client.routing.decisions.query(input), filter), [client, filter]);
  const query = useInfiniteQuery(pages);
  // Nothing moves under a pointer that is on it, or under the keyboard.
  const [held, setHeld] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  useLiveDecisions(paused || held);
  useRowKeys(list);
  return (
    <>
      <DecisionFilters filter={filter} onChange={(change) => void setFilter(change)} paused={paused} onPause={setPaused} />
      <StaleBanner />
      <Loaded
        query={query}
        what="The decisions"
        rows={12}
        empty={
          <EmptyState icon={Scale} title={Object.values(filter).some(Boolean) ? 'No decision matches' : 'Nothing was decided yet'}>
            Every time a task is given to an agent, who could have had it, how each scored and why is kept here.
          </EmptyState>
        }
      >
        {(decisions) => (
          <div className="min-w-[880px]">
            <RowHeader columns={COLUMNS}>
              <span>When</span>
              <span>Task type</span>
              <span>Agent</span>
              <span>Strategy</span>
              <span className="text-right">Score</span>
              <span className="text-right">Ahead</span>
              <span className="text-right">Expected</span>
              <span>Outcome</span>
            </RowHeader>
            <ul
              ref={list}
              aria-label="Decisions"
              onPointerEnter={({ pointerType }) => setHeld(pointerType === 'mouse')}
              onPointerLeave={() => setHeld(list.current?.contains(document.activeElement) ?? false)}
              onFocus={() => setHeld(true)}
              onBlur={() => setHeld(list.current?.matches(':hover') ?? false)}
            >
              {decisions.map((decision, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a stream flows through its rows, so that a new decision moves no element
                <DecisionRow key={place} decision={decision} />
              ))}
            </ul>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </div>
        )}
      </Loaded>
    </>
  );
}
