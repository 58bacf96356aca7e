'use client';
import { Bomb } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { type InjectionView, isActing } from '@/server/core/chaos/injection.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { useAllowed } from '../session/session.tsx';
import { formatTicking } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { useNow } from '../time/use-now.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { BreakDialog } from './break-dialog.tsx';
import { EndFaultButton } from './end-fault-button.tsx';
import { FAULT_WORDS } from './fault-words.ts';
import { useInjections } from './use-injections.ts';

function State({ injection, now }: { injection: InjectionView; now: number }) {
  if (isActing(injection, now)) return <span className="text-wait">ends in {formatTicking(injection.endsAt.getTime() - now)}</span>;
  if (injection.endedBy === null) return <>ended by itself</>;
  return (
    <>
      ended by <ActorName id={injection.endedBy} name={injection.endedByName ?? injection.endedBy} />
    </>
  );
}

function InjectionTable({ injections }: { injections: readonly InjectionView[] }) {
  const now = useNow();
  return (
    <RecordTable columns={['Agent', 'Fault', 'Reason', 'Begun', 'By', 'State']} acts>
      {injections.map((injection) => (
        <tr key={injection.id}>
          <Td className="whitespace-nowrap text-ink">
            <Link href={`/agents/${injection.agentId}`} className="hover:underline">
              {injection.agentName}
            </Link>
          </Td>
          <Td title={FAULT_WORDS[injection.fault].effect}>{FAULT_WORDS[injection.fault].label}</Td>
          <Td className="max-w-80 truncate" title={injection.reason}>
            {injection.reason}
          </Td>
          <Td className="whitespace-nowrap">
            <Ago at={injection.startedAt} />
          </Td>
          <Td className="whitespace-nowrap">
            <ActorName id={injection.startedBy} name={injection.startedByName} />
          </Td>
          <Td className="whitespace-nowrap">
            <State injection={injection} now={now} />
          </Td>
          <Td className="text-right">{isActing(injection, now) && <EndFaultButton injection={injection} />}</Td>
        </tr>
      ))}
    </RecordTable>
  );
}

/** Faults that were put into agents on purpose, and the door to put in another. */
export function ChaosTab() {
  const query = useInjections();
  const allowed = useAllowed('admin');
  const [breaking, setBreaking] = useState(false);
  const act = allowed && (
    <Button variant="secondary" onClick={() => setBreaking(true)}>
      <Bomb aria-hidden />
      Break something
    </Button>
  );
  return (
    <Loaded query={query} what="This list">
      {({ data: injections }) => (
        <>
          {injections.length === 0 ? (
            <EmptyState icon={Bomb} title="Nothing was broken on purpose yet" action={act}>
              Put a real fault into a demo agent and watch the fleet find it, work around it and heal.
            </EmptyState>
          ) : (
            <Panel title="Broken on purpose" aside={act}>
              <InjectionTable injections={injections} />
            </Panel>
          )}
          {breaking && <BreakDialog onClose={() => setBreaking(false)} />}
        </>
      )}
    </Loaded>
  );
}
