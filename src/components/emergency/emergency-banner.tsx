'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLiveTopic } from '../live/use-live.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { EmergencyAct } from './emergency-act.tsx';

/** Says on every page that everything is stopped, by whom and why; an admin lets it go on from here. */
export function EmergencyBanner() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admin = useAllowed('admin');
  const { data } = useQuery(trpc.emergency.state.queryOptions());
  useLiveTopic('emergency', () => void queryClient.invalidateQueries({ queryKey: trpc.emergency.state.queryKey() }));
  if (!data?.stopped) return null;
  return (
    <Banner tone="fail" className="rounded-none font-medium" action={admin && <EmergencyAct act="resume" />}>
      Everything is stopped: {data.reason}{' '}
      <span className="font-normal">
        ({data.byName}, {data.since && <Ago at={data.since} />})
      </span>
    </Banner>
  );
}
