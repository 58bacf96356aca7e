'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { MODE_WORDS } from './mode-words.ts';

/** Says on every page that another mode than the standard one is in force, and leads to where it is switched. */
export function ModeBadge() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.mode.state.queryOptions());
  useLiveTopic('emergency', () => void queryClient.invalidateQueries(trpc.mode.state.queryFilter()));
  if (data === undefined || data.mode === 'standard') return null;
  const { name, purpose } = MODE_WORDS[data.mode];
  return (
    <Link href="/settings#orchestration-mode" className="mr-1 rounded-[5px]">
      <Badge tone={data.mode === 'emergency' ? 'fail' : 'accent'} title={data.chosen?.reason ?? purpose}>
        {name} mode
      </Badge>
    </Link>
  );
}
