'use client';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../loaded.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Ago, Span } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { SLEEP_LOOKS } from './sleep-looks.ts';

const SHOWN = 20;

type Cycle = RouterOutputs['sleep']['cycles']['data'][number];

function Saved({ consolidation }: Pick<Cycle, 'consolidation'>) {
  if (consolidation === null) return <span className="text-ink-3">nothing to do</span>;
  const { tokensBefore, tokensAfter } = consolidation;
  return (
    <span title={`${tokensBefore.toLocaleString('en')} to ${tokensAfter.toLocaleString('en')} tokens`}>
      {(tokensBefore - tokensAfter).toLocaleString('en')}
      <span className="text-ink-3"> of {tokensBefore.toLocaleString('en')}</span>
    </span>
  );
}

/** How an agent slept, newest first. */
export function CyclePanel({ agentId }: { agentId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.sleep.cycles.queryOptions({ id: agentId, limit: SHOWN }, { staleTime: 0 }));
  return (
    <Panel title="Cycles">
      <Loaded query={query} what="The cycles" rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">
              It has not slept yet. A window, its own word of a full context, or a person sends it.
            </p>
          ) : (
            <RecordTable
              columns={[
                'Began',
                'Why',
                'State',
                { title: 'Slept', numeric: true },
                { title: 'Tokens saved', numeric: true },
                { title: 'Retention', numeric: true, note: 'Share of distinct keywords that were kept' },
                { title: 'Woke in', numeric: true },
              ]}
              inset
            >
              {data.map((cycle) => (
                <tr key={cycle.id}>
                  <Td className="whitespace-nowrap">
                    <Ago at={cycle.startedAt} />
                  </Td>
                  <Td>
                    {cycle.type}: {cycle.reason}
                    {cycle.error && <span className="block text-fail text-small">{cycle.error}</span>}
                  </Td>
                  <Td>
                    <StatusMark look={SLEEP_LOOKS[cycle.state]} />
                  </Td>
                  <Td className="text-right">
                    <Span from={cycle.startedAt} to={cycle.endedAt} />
                  </Td>
                  <Td className="whitespace-nowrap text-right">
                    <Saved consolidation={cycle.consolidation} />
                  </Td>
                  <Td className="text-right">{formatShare(cycle.consolidation?.retention ?? null)}</Td>
                  <Td className="whitespace-nowrap text-right">{cycle.recoveryMs === null ? '–' : formatDuration(cycle.recoveryMs)}</Td>
                </tr>
              ))}
            </RecordTable>
          )
        }
      </Loaded>
    </Panel>
  );
}
