'use client';
import { useQuery } from '@tanstack/react-query';
import { useAgentNames } from '../agent/use-agent-names.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Panel } from '../ui/panel.tsx';
import { MoveTable, Spread } from './move-table.tsx';

const SHOWN = 10;

/** What rebalancing moved lately. */
export function RebalancePanel() {
  const trpc = useTRPC();
  const nameOf = useAgentNames();
  const query = useQuery(trpc.load.rebalances.queryOptions({ limit: SHOWN }));
  return (
    <Panel title="Rebalanced lately">
      <Loaded query={query} what="The rebalancings" rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">Nothing was moved yet. The fleet is looked at twice a minute.</p>
          ) : (
            <ul>
              {data.map((each) => (
                <li key={each.id} className="border-b last:border-b-0">
                  <details>
                    <summary className="flex min-h-9 items-center gap-3 px-4 py-1 text-base text-ink-2 hover:bg-hover">
                      <span className="font-medium text-ink">
                        {each.applied} of {each.moves.length} moved
                      </span>
                      <span>{each.trigger}</span>
                      <ActorName id={each.actor} name={each.actorName} />
                      <Ago at={each.createdAt} className="ml-auto text-ink-3" />
                    </summary>
                    <div className="flex flex-col gap-2 px-4 pb-3">
                      <Spread before={each.varianceBefore} after={each.varianceAfter} />
                      <MoveTable moves={each.moves} nameOf={nameOf} />
                    </div>
                  </details>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
