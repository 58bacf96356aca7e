'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { readProblem } from '../problem.ts';
import { useSession } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Table, Td, Th } from '../ui/table.tsx';
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
      {query.isPending && <SkeletonRows rows={2} label="Loading users" />}
      {query.isError && <ErrorState what="The users" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />}
      {query.isSuccess && (
        <Table className="[&_tr>*:first-child]:pl-4">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Email</Th>
              <Th>Role</Th>
              <Th>State</Th>
              <Th>Since</Th>
              <Th>
                <span className="sr-only">Acts</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((person) => (
              <tr key={person.id}>
                <Td className="font-medium text-ink">{person.name}</Td>
                <Td>{person.email}</Td>
                <Td>{person.role}</Td>
                <Td>
                  <PersonState person={person} />
                </Td>
                <Td className="text-ink-3">
                  <Ago at={person.createdAt} />
                </Td>
                <Td className="text-right">
                  {person.id === me ? <span className="text-ink-3 text-small">you</span> : <PersonActs person={person} />}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {adding && <AddPersonDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}
