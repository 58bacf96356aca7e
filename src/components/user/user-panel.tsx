'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Loaded } from '../loaded.tsx';
import { useSession } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { type Person, PersonActs } from './person-acts.tsx';

const AddPersonDialog = dynamic(() => import('./add-person-dialog.tsx').then((module) => module.AddPersonDialog), { ssr: false });

function PersonState({ person }: { person: Person }) {
  if (person.banned) return <Badge tone="fail">locked out</Badge>;
  if (person.mustChangePassword) return <Badge tone="wait">has to choose a password</Badge>;
  return <Badge tone="ok">may sign in</Badge>;
}

/** Everybody who can sign in. Only admins see it. */
export function UserPanel() {
  const trpc = useTRPC();
  const query = useQuery(trpc.users.list.queryOptions());
  const me = useSession().userId;
  const [adding, setAdding] = useState(false);
  return (
    <Panel
      title="Users"
      aside={
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          Add person
        </Button>
      }
    >
      <Loaded query={query} what="The users" rows={2}>
        {(people) => (
          <RecordTable columns={['Name', 'Email', 'Role', 'State', 'Since']} acts inset>
            {people.map((person) => (
              <tr key={person.id}>
                <Td className="max-w-56 truncate font-medium text-ink" title={person.name}>
                  {person.name}
                </Td>
                <Td className="max-w-72 truncate" title={person.email}>
                  {person.email}
                </Td>
                <Td>{person.role}</Td>
                <Td>
                  <PersonState person={person} />
                </Td>
                <Td className="whitespace-nowrap text-ink-3">
                  <Ago at={person.createdAt} />
                </Td>
                <Td className="text-right">
                  {person.id === me ? <span className="text-ink-3 text-small">you</span> : <PersonActs person={person} />}
                </Td>
              </tr>
            ))}
          </RecordTable>
        )}
      </Loaded>
      {adding && <AddPersonDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}
