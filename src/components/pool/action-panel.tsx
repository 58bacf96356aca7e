'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Equal } from 'lucide-react';
import type { ScalingAct } from '@/server/core/scaling/decide-size.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

const SHOWN = 30;

const LOOKS: Record<ScalingAct, { icon: typeof ArrowUp; word: string }> = {
  scale_up: { icon: ArrowUp, word: 'grew' },
  scale_down: { icon: ArrowDown, word: 'shrank' },
  maintain: { icon: Equal, word: 'stayed' },
};

type Action = RouterOutputs['pools']['actions']['data'][number];

function Done({ action }: { action: Action }) {
  if (action.error) return <Badge tone="fail">{action.error}</Badge>;
  if (action.finishedAt === null) return <Badge tone="wait">under way</Badge>;
  return <span>{formatDuration(action.finishedAt.getTime() - action.decidedAt.getTime())}</span>;
}

/** How the size of a pool changed, and why. */
export function ActionPanel({ poolId }: { poolId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.pools.actions.queryOptions({ id: poolId, limit: SHOWN }, { staleTime: 0 }));
  return (
    <Panel title="Scaling">
      <Loaded query={query} what="The scaling actions" rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">Its size has not changed yet.</p>
          ) : (
            <RecordTable columns={['When', 'Size', 'Trigger', 'Why', 'By', { title: 'Done in', numeric: true }]} inset>
              {data.map((action) => {
                const { icon: Icon, word } = LOOKS[action.action];
                return (
                  <tr key={action.id}>
                    <Td className="whitespace-nowrap">
                      <Ago at={action.decidedAt} />
                    </Td>
                    <Td className="whitespace-nowrap font-medium text-ink">
                      <span className="inline-flex items-center gap-1">
                        <Icon className="size-3.5 text-ink-3" aria-label={word} />
                        {action.fromSize} to {action.toSize}
                      </span>
                    </Td>
                    <Td className="whitespace-nowrap">{action.trigger.replaceAll('_', ' ')}</Td>
                    <Td>{action.reasons.join(' ')}</Td>
                    <Td>
                      <ActorName id={action.actor} name={action.actorName} />
                    </Td>
                    <Td className="whitespace-nowrap text-right">
                      <Done action={action} />
                    </Td>
                  </tr>
                );
              })}
            </RecordTable>
          )
        }
      </Loaded>
    </Panel>
  );
}
