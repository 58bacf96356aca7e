'use client';
import type { BreakerSummary, TransitionView } from '@/server/core/breaker/breaker-summary.ts';
import type { BreakerStatus } from '@/server/core/breaker/state.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { formatTicking } from '../time/format-time.ts';
import { cn } from '../ui/class-names.ts';
import { formatShare } from '../ui/format-share.ts';
import { BreakerActs } from './breaker-acts.tsx';
import { BREAKER_LOOKS, RESOURCE_WORDS, stateNow } from './breaker-looks.ts';
import { StateStrip } from './state-strip.tsx';

export const LANE_COLUMNS = 'grid-cols-[108px_minmax(150px,1fr)_minmax(160px,1.6fr)_150px_96px]';
const HOUR_MS = 3_600_000;

/** Outcomes in the window: how many, how many failed, at what rate. */
export function WindowCounts({ breaker }: { breaker: BreakerSummary }) {
  const { failureCount, totalRequests, failureRate, slowCount, slowRate } = breaker;
  if (totalRequests === 0) return <span className="text-ink-3">no calls lately</span>;
  return (
    <span className="whitespace-nowrap">
      <span className={cn(failureCount > 0 ? 'text-ink' : 'text-ink-3')}>
        {failureCount}/{totalRequests} failed
      </span>
      {failureRate !== null && failureCount > 0 && <span className="text-ink-3"> · {formatShare(failureRate)}</span>}
      {slowCount > 0 && (
        <span className="text-wait">
          {' '}
          · {slowCount} slow{slowRate !== null && ` (${formatShare(slowRate)})`}
        </span>
      )}
    </span>
  );
}

/** When it is tried again. */
export function NextProbe({ breaker, state, now }: { breaker: BreakerSummary; state: BreakerStatus; now: number }) {
  const { nextProbeAt, probes } = breaker;
  if (state === 'open' && nextProbeAt !== null) return <span>in {formatTicking(nextProbeAt.getTime() - now)}</span>;
  if (state === 'half_open')
    return <span>{probes === null || probes.granted === 0 ? 'next call' : `${probes.granted}/${probes.permits} out`}</span>;
  if (state === 'forced_open') return <span className="text-ink-3">by hand</span>;
  return <span className="text-ink-3">–</span>;
}

interface LaneProps {
  breaker: BreakerSummary;
  transitions: readonly TransitionView[];
  now: number;
  chosen: boolean;
  onChoose(): void;
}

/** One resource: its state, what that was over the last hour, its window, and when it is tried again. */
export function BreakerLane({ breaker, transitions, now, chosen, onChoose }: LaneProps) {
  const state = stateNow(breaker, now);
  return (
    <li className={cn('grid grid-cols-[minmax(0,1fr)_92px] items-center border-b', chosen && 'bg-raised')}>
      <button
        type="button"
        data-row
        aria-pressed={chosen}
        onClick={onChoose}
        className={cn(
          'grid h-11 items-center gap-4 px-4 text-left text-base text-ink-2 hover:bg-hover focus-visible:-outline-offset-2',
          LANE_COLUMNS,
        )}
      >
        <StatusMark look={BREAKER_LOOKS[state]} />
        <span className="min-w-0">
          <span className="block truncate font-medium text-ink" title={breaker.resourceId}>
            {breaker.name}
          </span>
          <span className="block truncate text-ink-3 text-small">
            {breaker.taskType === null ? RESOURCE_WORDS[breaker.resourceType] : `at ${breaker.taskType}`}
          </span>
        </span>
        <StateStrip
          name={breaker.name}
          state={breaker.state}
          createdAt={breaker.createdAt}
          transitions={transitions}
          start={now - HOUR_MS}
          end={now}
        />
        <WindowCounts breaker={breaker} />
        <NextProbe breaker={breaker} state={state} now={now} />
      </button>
      <span className="flex justify-end pr-3">
        <BreakerActs breaker={breaker} state={state} only="reset" />
      </span>
    </li>
  );
}
