'use client';
import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import type { TransitionView } from '@/server/core/breaker/breaker-summary.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { BreakerActs } from './breaker-acts.tsx';

const REREAD_MS = 1_000;
const LINK = 'font-medium underline underline-offset-2';

/** What to do about a breaker that was forced open because processes died. Nothing for others. */
export function AfterDeaths({ isolation }: { isolation: TransitionView | undefined }) {
  if (isolation?.cause !== 'deaths') return null;
  return (
    <>
      Its tasks go to others, or wait, and none is parked for it. Mend it, try it outside of this fleet (a test call from here runs in the
      web process and may end it), then reset the breaker, half open.
    </>
  );
}

/** Says why an agent is isolated, since when, by whom, and what to do next. */
export function IsolatedBanner({ agentId }: { agentId: string }) {
  const trpc = useTRPC();
  const resourceId = `agent:${agentId}`;
  const { data: breaker } = useQuery(trpc.breakers.get.queryOptions({ resourceId }));
  useLiveRefresh('breakers', [trpc.breakers.get.queryFilter({ resourceId })], REREAD_MS);
  if (breaker?.state !== 'forced_open') return null;
  const isolation = breaker.transitions.find(({ to }) => to === 'forced_open');
  const byItself = isolation?.cause === 'deaths';
  return (
    <Banner tone="fail" className="mx-6 mb-4 shrink-0" action={<BreakerActs breaker={breaker} state={breaker.state} only="reset" />}>
      <p>
        <span className="font-medium">
          {byItself ? 'Isolated: it kills who calls it.' : `Isolated by ${isolation?.actorName ?? 'somebody'}.`}
        </span>{' '}
        {isolation && (
          <>
            <Ago at={isolation.at} />: {isolation.reason}.{' '}
          </>
        )}
        <AfterDeaths isolation={isolation} />
      </p>
      {byItself && (
        <p className="mt-1 flex flex-wrap gap-x-4">
          <Link href={'/resilience?tab=failures' as Route} className={LINK}>
            The deaths
          </Link>
          <Link href={'/resilience?tab=dead-letters' as Route} className={LINK}>
            Tasks that were parked before
          </Link>
        </p>
      )}
    </Banner>
  );
}
