'use client';
import { ChevronRight, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useState } from 'react';
import type { OverviewView } from '../metrics/series-types.ts';
import { Ago } from '../time/time-text.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { Panel } from '../ui/panel.tsx';

type Problem = OverviewView['problems'][number];

const LOOKS = {
  critical: { icon: CircleAlert, tone: 'text-fail', word: 'Critical' },
  warning: { icon: TriangleAlert, tone: 'text-wait', word: 'Warning' },
  info: { icon: Info, tone: 'text-ink-3', word: 'For information' },
} as const satisfies Record<Problem['severity'], unknown>;

/** As many as stand on a small screen together with the targets. */
const SHOWN = 6;

function ProblemRow({ problem }: { problem: Problem }) {
  const { icon: Icon, tone, word } = LOOKS[problem.severity];
  return (
    <li>
      <Link
        href={problem.href as Route}
        prefetch={false}
        className="flex h-11 items-center gap-3 border-b px-4 last:border-b-0 hover:bg-hover"
      >
        <Icon className={cn('size-4 shrink-0', tone)} aria-label={word} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="truncate font-medium text-base text-ink">{problem.title}</span>
          <span className="truncate text-ink-3 text-small" title={problem.detail}>
            {problem.detail}
          </span>
        </span>
        {problem.since !== null && <Ago at={problem.since} className="shrink-0 text-ink-3 text-small" />}
        <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden />
      </Link>
    </li>
  );
}

/** What needs somebody: the worst, the widest, the oldest first. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  const [all, setAll] = useState(false);
  const hidden = problems.length - SHOWN;
  return (
    <Panel
      title="Needs you"
      aside={
        hidden > 0 && (
          <Button variant="ghost" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Show fewer' : `${hidden} more`}
          </Button>
        )
      }
    >
      {problems.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-base text-ink-2">
          <CircleCheck className="size-4 text-ok" aria-hidden />
          Nothing. Open breakers, dead letters, alerts, stuck tasks and missed targets would stand here.
        </p>
      ) : (
        <ul>
          {(all ? problems : problems.slice(0, SHOWN)).map((problem) => (
            <ProblemRow key={problem.id} problem={problem} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
