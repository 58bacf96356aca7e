'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { readProblem } from '../problem.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Table, Td, Th } from '../ui/table.tsx';

const AddPersonDialog = dynamic(() => import('./add-person-dialog.tsx').then((module) => module.AddPersonDialog), { ssr: false });

/** Everybody who can sign in. Only admins see it. */
export function UserPanel() {
  const trpc = useTRPC();
  const query = useQuery(trpc.users.list.queryOptions());
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
            </tr>
          </thead>
          <tbody>
            {query.data.map(({ id, name, email, role, banned, createdAt }) => (
              <tr key={id}>
                <Td className="font-medium text-ink">{name}</Td>
                <Td>{email}</Td>
                <Td>{role}</Td>
                <Td>{banned ? <Badge tone="fail">locked out</Badge> : <Badge tone="ok">may sign in</Badge>}</Td>
                <Td className="text-ink-3">
                  <Ago at={createdAt} />
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
