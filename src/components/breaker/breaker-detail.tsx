'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import type { BreakerDetail, FailedCall, TransitionView } from '@/server/core/breaker/breaker-summary.ts';
import type { BreakerPolicy } from '@/server/core/breaker/policy.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { StatusIcon, StatusPill } from '../status/status-mark.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { useNow } from '../time/use-now.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { BlastRadiusFacts } from './blast-radius.tsx';
import { BreakerActs } from './breaker-acts.tsx';
import { NextProbe, WindowCounts } from './breaker-lane.tsx';
import { BREAKER_LOOKS, CAUSE_WORDS, RESOURCE_WORDS, stateNow } from './breaker-looks.ts';
import { AfterDeaths } from './isolated-banner.tsx';

const RulesDialog = dynamic(() => import('./rules-dialog.tsx').then((module) => module.RulesDialog), { ssr: false });

function windowWords({ window }: BreakerPolicy): string {
  switch (window.type) {
    case 'count':
      return `the last ${window.size} calls`;
    case 'time':
    case 'tumbling':
      return `the last ${formatDuration(window.sizeMs)}`;
    case 'consecutive':
      return `${window.failures} failures in a row`;
  }
}

function ruleRows(policy: BreakerPolicy): [string, string | null][] {
  const { failureRateThreshold: failed, slowCallRateThreshold: slow, slowCallDurationMs, window } = policy;
  const rated = window.type !== 'consecutive';
  return [
    ['Looks at', windowWords(policy)],
    ['Opens at', rated && failed !== null ? `${formatShare(failed)} failed, from ${policy.minimumCalls} calls on` : null],
    [
      'Or at',
      slow !== null && slowCallDurationMs !== null ? `${formatShare(slow)} slower than ${formatDuration(slowCallDurationMs)}` : null,
    ],
    ['Stays open', `${formatDuration(policy.openWaitMs)}${policy.openBackoff === null ? '' : ', longer each time'}`],
    ['Probes', String(policy.halfOpenPermits)],
  ];
}

/** What failed, and the way to it. */
function FailedCallLink({ call: { runId, taskKey, taskName, message } }: { call: FailedCall }) {
  return (
    <>
      ,{' '}
      <Link
        href={`/runs/${runId}?task=${encodeURIComponent(taskKey)}`}
        prefetch={false}
        className="underline decoration-line-strong underline-offset-2 hover:text-ink"
      >
        {taskName}
      </Link>
      {message !== null && <span className="block break-words text-ink-2">{message}</span>}
    </>
  );
}

function Changes({ transitions }: { transitions: readonly TransitionView[] }) {
  if (transitions.length === 0) return <p className="px-4 py-3 text-base text-ink-3">It has never changed.</p>;
  return (
    <ol className="max-h-72 overflow-y-auto">
      {transitions.map(({ id, to, at, cause, reason, actorName }) => (
        <li key={id} className="flex items-start gap-2.5 border-b px-4 py-2 text-small last:border-b-0">
          <StatusIcon look={BREAKER_LOOKS[to]} className="mt-0.5" />
          <span className="min-w-0 flex-1">
            <span className="flex items-baseline justify-between gap-2">
              <span className="font-medium text-ink">{BREAKER_LOOKS[to].word}</span>
              <Ago at={at} className="whitespace-nowrap text-ink-3" />
            </span>
            <span className="block break-words text-ink-2">
              {cause === 'person' ? `${reason} (${actorName})` : `${CAUSE_WORDS[cause]}: ${reason}`}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** What it goes by. An agent may have rules of its own, which hold for it at every type of task, too. */
function Rules({ breaker }: { breaker: BreakerDetail }) {
  const [editing, setEditing] = useState(false);
  const mayAct = useAllowed('operator');
  const { resourceType: type, agentId, name } = breaker;
  return (
    <Panel title="Rules" aside={mayAct && <Button onClick={() => setEditing(true)}>Edit rules</Button>}>
      <Facts className="px-4 py-3" rows={ruleRows(breaker.policy)} />
      {editing && (
        <RulesDialog target={{ type, agent: agentId === null ? null : { id: agentId, name } }} onClose={() => setEditing(false)} />
      )}
    </Panel>
  );
}

function Body({ breaker, onClose }: { breaker: BreakerDetail; onClose(): void }) {
  const now = useNow();
  const state = stateNow(breaker, now);
  const isolation = breaker.transitions.find(({ to }) => to === 'forced_open');
  const byDeaths = state === 'forced_open' && isolation?.cause === 'deaths';
  return (
    <div className="flex flex-col gap-4">
      <Panel>
        <header className="flex items-start justify-between gap-3 px-4 pt-3">
          <div className="min-w-0">
            <h2 className="truncate font-semibold text-ink text-lead">{breaker.name}</h2>
            <p className="text-base text-ink-2">
              {RESOURCE_WORDS[breaker.resourceType]}
              {breaker.taskType !== null && ` ${breaker.taskType}`}: {BREAKER_LOOKS[state].meaning}.
            </p>
          </div>
          <Button variant="ghost" size="icon" aria-label="Close the breaker's panel" onClick={onClose} className="-mt-0.5 -mr-2">
            <X aria-hidden />
          </Button>
        </header>
        <Facts
          className="px-4 py-3"
          rows={[
            ['State', <StatusPill key="state" look={BREAKER_LOOKS[state]} />],
            ['Since', <Ago key="since" at={breaker.since} />],
            ['Window', <WindowCounts key="window" breaker={breaker} />],
            ['Next probe', <NextProbe key="probe" breaker={breaker} state={state} now={now} />],
            ['Openings', breaker.openings === 0 ? null : `${breaker.openings} in a row`],
            [
              'Last failure',
              breaker.lastFailureAt && (
                <span key="failure">
                  <Ago at={breaker.lastFailureAt} />
                  {breaker.lastFailed && <FailedCallLink call={breaker.lastFailed} />}
                </span>
              ),
            ],
            [
              'Agent',
              breaker.agentId !== null && (
                <Link
                  key="agent"
                  href={`/agents/${breaker.agentId}`}
                  className="underline decoration-line-strong underline-offset-2 hover:text-ink"
                >
                  {breaker.name}
                </Link>
              ),
            ],
          ]}
        />
        {byDeaths && (
          <p className="border-t px-4 py-3 text-base text-ink-2">
            <AfterDeaths isolation={isolation} />
          </p>
        )}
        <div className="flex flex-wrap gap-2 border-t px-4 py-3 empty:hidden">
          <BreakerActs breaker={breaker} state={state} />
        </div>
      </Panel>
      <Panel title="What it reaches">
        <BlastRadiusFacts radius={breaker.blastRadius} className="px-4 py-3" />
      </Panel>
      <Panel title="What it went through">
        <Changes transitions={breaker.transitions} />
      </Panel>
      <Rules breaker={breaker} />
    </div>
  );
}

/** One breaker beside its lane. */
export function BreakerDetailPane({ resourceId, onClose }: { resourceId: string; onClose(): void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.breakers.get.queryOptions({ resourceId }));
  return (
    <Loaded query={query} what="The breaker">
      {(breaker) => <Body breaker={breaker} onClose={onClose} />}
    </Loaded>
  );
}
