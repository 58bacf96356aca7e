'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import type { PoolForecastView, PoolView } from '@/server/core/scaling/pool-view.ts';
import { TIER_LIMITS } from '@/server/core/scaling/tiers.ts';
import { Loaded } from '../loaded.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Facts } from '../ui/facts.tsx';
import { formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ActionPanel } from './action-panel.tsx';
import { PoolActions } from './pool-actions.tsx';

const ForecastChart = dynamic(() => import('./forecast-chart.tsx').then((module) => module.ForecastChart), {
  ssr: false,
  loading: () => <Skeleton className="m-4 h-56" />,
});

function Members({ pool }: { pool: PoolView }) {
  if (pool.members.length === 0) return 'none: the first task that needs one makes it';
  return (
    <ul className="flex flex-wrap gap-x-3">
      {pool.members.map(({ id, name, inFlight, status }) => (
        <li key={id}>
          <Link href={`/agents/${id}`} className="text-accent underline underline-offset-2">
            {name}
          </Link>
          <span className="text-ink-3">
            {' '}
            {inFlight}/{TIER_LIMITS[pool.tier].tasks}
            {status === 'shutting_down' && ', on its way out'}
          </span>
        </li>
      ))}
    </ul>
  );
}

function advice(pool: PoolView, view: PoolForecastView): string | null {
  if (view.advisedTier === pool.tier) return null;
  return `${formatShare(view.use)} of its slots were busy in the last hour: ${view.advisedTier} would fit better`;
}

function Forecast({ pool, view }: { pool: PoolView; view: PoolForecastView }) {
  const { forecast } = view;
  return (
    <Panel title="Arrivals, measured and forecast">
      {forecast.kind === 'not_enough_data' ? (
        <p className="px-4 pt-3 text-base text-ink-2">
          Not enough data for a forecast: {forecast.buckets} of {forecast.needed} quarter hours are measured.
        </p>
      ) : (
        <p className="px-4 pt-3 text-ink-3 text-small">
          Arrivals per quarter hour from {forecast.buckets} measured, {forecast.seasonal ? 'with' : 'without'} a season of the day; the band
          holds 90 % of what may come. {pool.min === pool.max && 'The size is fixed.'}
        </p>
      )}
      {(view.measured.length > 0 || forecast.kind === 'forecast') && <ForecastChart view={view} />}
    </Panel>
  );
}

/** One pool: its settings and acts, what is expected of it, and how its size changed. */
export function PoolDetail({ pool }: { pool: PoolView }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.pools.forecast.queryOptions({ id: pool.id }, { staleTime: 0 }));
  const limits = TIER_LIMITS[pool.tier];
  const { capabilities } = pool.template;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Panel title={pool.name} aside={<PoolActions pool={pool} />}>
        <Facts
          className="p-4"
          rows={[
            [
              'Size',
              `${pool.size}, to be ${pool.target}; between ${pool.min} and ${pool.max}${pool.paused ? '; paused, so it keeps its size' : ''}`,
            ],
            ['Tier', `${pool.tier}: ${limits.tasks} tasks at once, ${limits.contextTokens.toLocaleString('en')} tokens of context`],
            ['Advice', query.data && advice(pool, query.data)],
            ['Capabilities', capabilities.map(({ name }) => name).join(', ') || 'any task that asks for none'],
            ['Pace', `looked at every ${formatDuration(pool.evaluationMs)}, ${formatDuration(pool.cooldownMs)} between changes`],
            ['Last change', pool.scaledAt ? <Ago key="scaled" at={pool.scaledAt} /> : 'none yet'],
            [
              'Mean duration',
              query.data && (query.data.meanDurationMs === null ? 'not measured' : formatDuration(query.data.meanDurationMs)),
            ],
            ['Members', <Members key="members" pool={pool} />],
          ]}
        />
      </Panel>
      <Loaded query={query} what="The forecast">
        {(view) => <Forecast pool={pool} view={view} />}
      </Loaded>
      <ActionPanel poolId={pool.id} />
    </div>
  );
}
