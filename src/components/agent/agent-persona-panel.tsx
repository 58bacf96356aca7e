'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { StyleBars } from '../persona/style-bars.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

/** Outcomes are learned every ten seconds. */
const REFRESH_MS = 10_000;

type AgentPersona = NonNullable<RouterOutputs['personas']['ofAgent']>;

const signed = (change: number) => `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`;

/** What it can in this persona: as declared, and as its outcomes moved it. */
function Proficiencies({ capabilities }: Pick<AgentPersona, 'capabilities'>) {
  if (capabilities.length === 0) return null;
  return (
    <RecordTable
      caption="What it can in this persona"
      columns={[
        'Capability',
        'Level',
        { title: 'Declared', numeric: true },
        { title: 'Now', numeric: true, note: 'As verified outcomes moved it' },
        { title: 'Outcomes', numeric: true },
      ]}
    >
      {capabilities.map(({ name, level, declared, proficiency, uses }) => {
        const change = proficiency - declared;
        return (
          <tr key={name}>
            <Td>{name}</Td>
            <Td>{level}</Td>
            <Td className="text-right">{declared.toFixed(2)}</Td>
            <Td className="whitespace-nowrap text-right">
              {proficiency.toFixed(2)}
              {Math.abs(change) >= 0.005 && <span className="text-ink-3"> {signed(change)}</span>}
            </Td>
            <Td className="text-right">{uses}</Td>
          </tr>
        );
      })}
    </RecordTable>
  );
}

/** The persona that an agent works in, what was declared of it and what outcomes say. `otherwise` stands there when it has none. */
export function AgentPersonaPanel({ agentId, otherwise }: { agentId: string; otherwise: ReactNode }) {
  const trpc = useTRPC();
  const { data: persona } = useQuery(trpc.personas.ofAgent.queryOptions({ agentId }));
  useLiveRefresh('agents', [trpc.personas.ofAgent.queryFilter({ agentId })], REFRESH_MS);
  if (persona === undefined) return null;
  if (persona === null) return otherwise;
  const open = (
    <Link
      href={`/fleet?tab=personas&persona=${encodeURIComponent(persona.personaId)}`}
      className="text-accent text-small underline underline-offset-2"
    >
      Open it
    </Link>
  );
  return (
    <Panel title={`Works as ${persona.personaName}`} aside={open}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-base text-ink-2">{persona.reason}</p>
        <StyleBars style={persona.style} />
        <Proficiencies capabilities={persona.capabilities} />
      </div>
    </Panel>
  );
}
