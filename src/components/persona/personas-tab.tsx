'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus, UserRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useRef, useState } from 'react';
import { fleetParsers } from '../fleet/fleet-parsers.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { AblationPanel } from './ablation-panel.tsx';
import { CoveragePanel } from './coverage-panel.tsx';
import { PersonaDetail } from './persona-detail.tsx';
import { PersonaRow } from './persona-row.tsx';

const PersonaDialog = dynamic(() => import('./persona-dialog.tsx').then((module) => module.PersonaDialog), { ssr: false });

/** The ways of working: who has which, what they cover, and what they are worth. */
export function PersonasTab() {
  const trpc = useTRPC();
  const [{ persona: wanted }, setPlace] = useQueryStates(fleetParsers);
  const mayAct = useAllowed('operator');
  const [creating, setCreating] = useState(false);
  const query = useQuery(trpc.personas.analytics.queryOptions(undefined, { staleTime: 0 }));
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  const create = mayAct && (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <Loaded query={query} what="The personas">
        {({ personas, ablation }) => {
          const chosen = personas.find(({ id }) => id === wanted) ?? personas.find(({ agents }) => agents.length > 0) ?? personas[0];
          if (chosen === undefined)
            return (
              <EmptyState icon={UserRound} title="No personas" action={create}>
                A persona is a way of working that an agent takes on: capabilities, preferred tasks and a style. Routing weighs it as long
                as outcomes show that it pays.
              </EmptyState>
            );
          return (
            <>
              <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,420px)_minmax(0,1fr)]">
                <Panel title="Personas" aside={create}>
                  <ul ref={list} className="max-h-[560px] overflow-y-auto">
                    {personas.map((persona) => (
                      <PersonaRow
                        key={persona.id}
                        persona={persona}
                        chosen={persona.id === chosen.id}
                        onChoose={() => void setPlace({ persona: persona.id })}
                      />
                    ))}
                  </ul>
                </Panel>
                <PersonaDetail key={chosen.id} id={chosen.id} />
              </div>
              <AblationPanel ablation={ablation} />
              <CoveragePanel names={new Map(personas.map(({ id, name }) => [id, name]))} />
            </>
          );
        }}
      </Loaded>
      {creating && <PersonaDialog persona={null} onClose={() => setCreating(false)} />}
    </div>
  );
}
