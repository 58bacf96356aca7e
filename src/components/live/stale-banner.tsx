'use client';
import { formatTicking } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';
import { Banner } from '../ui/banner.tsx';
import { useLiveState } from './use-live.tsx';

/** Says above a live view that it has stopped moving, and since when. Nothing while it is live. */
export function StaleBanner() {
  const { state, since } = useLiveState();
  const now = useNow(state === 'stale');
  if (state !== 'stale') return null;
  return (
    <Banner tone="wait" className="mx-6 mb-2">
      No live connection for {formatTicking(now - since)}. What stands here may be old; it catches up by itself once the server answers.
    </Banner>
  );
}
