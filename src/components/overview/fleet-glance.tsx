'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { agentPages } from '../agent/agent-pages.ts';
import { FleetSummary } from '../agent/fleet-summary.tsx';
import { useLiveFleet } from '../agent/use-live-fleet.ts';
import { BREAKER_LOOKS, holdsBack } from '../breaker/breaker-looks.ts';
import { Loaded } from '../loaded.tsx';
import { AGENT_LOOKS, TONE_SOFT } from '../status/status-vocabulary.ts';
import { useTRPCClient } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { Panel } from '../ui/panel.tsx';

/** Squares that stand beside the list of problems. */
const SHOWN = 96;

/** Every agent as a square: its colour is its status, or that of the breaker that holds it back; how full it is, its load. */
export function FleetGlance() {
  const client = useTRPCClient();
  const query = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: false }));
  useLiveFleet();
  return (
    <Panel title="Fleet">
      <Loaded query={query} what="The fleet" rows={3}>
        {(agents) => (
          <div className="flex flex-col gap-2.5 px-4 py-3 text-base text-ink-2">
            {agents.length === 0 ? (
              <p>
                No agent yet.{' '}
                <Link href="/agents" className="text-accent underline underline-offset-2">
                  Register one
                </Link>
              </p>
            ) : (
              <FleetSummary agents={agents} complete={!query.hasNextPage} />
            )}
            <ul className="flex flex-wrap gap-1">
              {agents.slice(0, SHOWN).map(({ id, name, status, breaker, inFlight, maxConcurrentTasks }) => {
                const guard = breaker !== null && holdsBack(breaker) ? BREAKER_LOOKS[breaker.state] : null;
                const look = guard ?? AGENT_LOOKS[status];
                const state = guard === null ? look.word : `${AGENT_LOOKS[status].word}, breaker ${guard.word.toLowerCase()}`;
                const words = `${name}: ${state}, ${inFlight} of ${maxConcurrentTasks} slots`;
                return (
                  <li key={id}>
                    <Link
                      href={`/agents/${id}`}
                      prefetch={false}
                      title={words}
                      aria-label={words}
                      className={cn('relative block size-6 overflow-hidden rounded-[4px] border border-current/30', TONE_SOFT[look.tone])}
                    >
                      <span
                        className="absolute inset-x-0 bottom-0 bg-current opacity-60"
                        style={{ height: `${Math.min(1, inFlight / maxConcurrentTasks) * 100}%` }}
                      />
                    </Link>
                  </li>
                );
              })}
            </ul>
            {agents.length > SHOWN && <p className="text-small">The first {SHOWN} of them.</p>}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
