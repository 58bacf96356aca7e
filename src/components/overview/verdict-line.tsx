import { CircleAlert, CircleCheck, CircleDashed, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { FIGURES } from '@/server/core/metrics/figures.ts';
import { formatMeasure } from '../metrics/format-measure.ts';
import type { OverviewView } from '../metrics/series-types.ts';
import { Ago } from '../time/time-text.tsx';
import { cn } from '../ui/class-names.ts';

type Level = OverviewView['verdict']['level'];

const LOOKS: Record<Level, { icon: LucideIcon; tone: string; word: string }> = {
  critical: { icon: CircleAlert, tone: 'border-fail/40 bg-fail-soft text-fail', word: 'Critical' },
  warning: { icon: TriangleAlert, tone: 'border-wait/40 bg-wait-soft text-wait', word: 'Warning' },
  ok: { icon: CircleCheck, tone: 'border-ok/40 bg-ok-soft text-ok', word: 'In order' },
  quiet: { icon: CircleDashed, tone: 'bg-raised text-ink-2', word: 'Nothing yet' },
};

const FIGURE = 'rounded-[3px] underline decoration-dotted underline-offset-2 hover:decoration-solid';

function Figure({ href, title, children }: { href: Route; title: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} title={title} className={FIGURE}>
      {children}
    </Link>
  );
}

/** The state of everything in one sentence, and what is under way. */
export function VerdictLine({ view }: { view: OverviewView }) {
  const { level, text } = view.verdict;
  const { icon: Icon, tone, word } = LOOKS[level];
  return (
    <section aria-label="Verdict" className={cn('flex flex-wrap items-center gap-x-6 gap-y-1 rounded-panel border px-4 py-2.5', tone)}>
      <p role="status" className="flex min-w-0 flex-1 items-center gap-2.5 font-semibold text-lead">
        <Icon className="size-5 shrink-0" aria-label={word} />
        <span className="min-w-0">{text}</span>
      </p>
      <p className="text-base text-ink-2">
        <Figure href="/fleet" title={`${FIGURES.in_flight.definition}, of ${FIGURES.slots.definition}`}>
          {view.inFlight} of {view.slots} slots
        </Figure>{' '}
        ·{' '}
        <Figure href="/runs?status=running" title={FIGURES.active_runs.definition}>
          {view.activeRuns} {view.activeRuns === 1 ? 'run' : 'runs'}
        </Figure>{' '}
        ·{' '}
        <Figure href="/queues" title={FIGURES.queued.definition}>
          {view.queued} waiting
        </Figure>{' '}
        ·{' '}
        <Figure href="/metrics" title={FIGURES.tasks_per_second.definition}>
          {formatMeasure(view.tasksPerSecond, 'per_second')}
        </Figure>{' '}
        · <Ago at={view.readAt} />
      </p>
    </section>
  );
}
