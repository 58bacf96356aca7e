'use client';
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import type { LoadState } from '@/server/core/load/load-factor.ts';
import { LOAD_WEIGHTS } from '@/server/core/load/load-factor.ts';
import type { AgentLoadView } from '@/server/core/load/load-view.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { ShareBar } from '../ui/share-bar.tsx';
import { Td } from '../ui/table.tsx';

const RebalanceDialog = dynamic(() => import('./rebalance-dialog.tsx').then((module) => module.RebalanceDialog), { ssr: false });

const LOOKS: Record<LoadState, { tone: 'fail' | 'ok' | 'plain' | 'outline'; word: string; bar: string }> = {
  overloaded: { tone: 'fail', word: 'overloaded', bar: 'bg-fail' },
  balanced: { tone: 'ok', word: 'balanced', bar: 'bg-ok' },
  underloaded: { tone: 'plain', word: 'underloaded', bar: 'bg-run' },
  unknown: { tone: 'outline', word: 'not known', bar: 'bg-idle' },
};

const PARTS = [
  { name: 'tasks', label: 'Tasks' },
  { name: 'resources', label: 'Resources' },
  { name: 'performance', label: 'Performance' },
] as const;

/** An agent may be overloaded by the formula while it holds nothing: then its record is what weighs. */
function StateBadge({ agent: { state, active, queued } }: { agent: AgentLoadView }) {
  const look = LOOKS[state];
  if (state !== 'overloaded' || active + queued > 0) return <Badge tone={look.tone}>{look.word}</Badge>;
  return (
    <Badge tone="wait" title="It holds no task: what weighs is that its attempts fail or take long">
      overloaded by its record
    </Badge>
  );
}

function LoadRow({ agent }: { agent: AgentLoadView }) {
  const look = LOOKS[agent.state];
  return (
    <tr>
      <Td className="max-w-56 truncate">
        <Link href={`/agents/${agent.agentId}`} className="font-medium text-ink hover:underline">
          {agent.name}
        </Link>
      </Td>
      <Td>
        <StateBadge agent={agent} />
      </Td>
      <Td>
        <ShareBar share={agent.load.value} tone={look.bar} />
      </Td>
      {PARTS.map(({ name }) => (
        <Td key={name} className="text-right" {...(agent.load[name] === null && { title: 'Not measured: its weight goes to the others' })}>
          {agent.load[name] === null ? <span className="text-ink-3">–</span> : agent.load[name].toFixed(2)}
        </Td>
      ))}
      <Td className="text-right">{agent.active}</Td>
      <Td className="text-right">{agent.queued}</Td>
      <Td className="text-right">{agent.slots}</Td>
    </tr>
  );
}

/** The load of every agent, with what it is made of, and the act that evens it out. */
export function LoadPanel() {
  const trpc = useTRPC();
  const query = useQuery(trpc.load.fleet.queryOptions());
  const mayMove = useAllowed('operator');
  const [planning, setPlanning] = useState(false);
  const rebalance = mayMove && (
    <Button onClick={() => setPlanning(true)}>
      <Scale aria-hidden />
      Rebalance
    </Button>
  );
  return (
    <Panel title="Load now" aside={rebalance}>
      <Loaded query={query} what="The load">
        {({ agents, mean, variance }) =>
          agents.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">No agent, no load.</p>
          ) : (
            <>
              <p className="px-4 pt-3 text-ink-3 text-small">
                Mean of active agents {formatShare(mean)}, standard deviation {variance === null ? '–' : Math.sqrt(variance).toFixed(3)}.
                Above 85 %, or 20 points above the mean, an agent is overloaded.
              </p>
              <RecordTable
                inset
                columns={[
                  'Agent',
                  'State',
                  { title: 'Load', numeric: true },
                  ...PARTS.map(({ name, label }) => ({ title: label, numeric: true, note: `Weight ${LOAD_WEIGHTS[name]}` })),
                  { title: 'Running', numeric: true },
                  { title: 'Not begun', numeric: true },
                  { title: 'Slots', numeric: true },
                ]}
              >
                {agents.map((agent) => (
                  <LoadRow key={agent.agentId} agent={agent} />
                ))}
              </RecordTable>
            </>
          )
        }
      </Loaded>
      {planning && <RebalanceDialog onClose={() => setPlanning(false)} />}
    </Panel>
  );
}
