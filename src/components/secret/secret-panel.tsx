'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { keysetPages } from '../keyset-pages.ts';
import { RecordPanel } from '../record-panel.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Td } from '../ui/table.tsx';
import { SECRETS_KEY } from './secret-pages.ts';

const StoreSecretDialog = dynamic(() => import('./store-secret-dialog.tsx').then((module) => module.StoreSecretDialog), { ssr: false });

type Act = { kind: 'replace' | 'remove'; name: string };

/** Secrets that agents and contracts name; their values are never shown. */
export function SecretPanel() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [act, setAct] = useState<Act | null>(null);
  const query = useInfiniteQuery(
    keysetPages(SECRETS_KEY, (after) => client.secrets.list.query({ limit: 50, ...(after !== null && { after }) })),
  );
  const remove = useMutation(
    trpc.secrets.remove.mutationOptions({
      onSuccess: () => {
        setAct(null);
        void queryClient.invalidateQueries({ queryKey: SECRETS_KEY });
      },
    }),
  );
  return (
    <RecordPanel
      title="Secrets"
      query={query}
      what="The secrets"
      rows={2}
      columns={['Name', 'Stored']}
      empty={{
        icon: KeyRound,
        title: 'No secrets yet',
        why: 'Keys of model providers and services are stored here, encrypted. Agents and contracts know them by name.',
      }}
      add={{ verb: 'Store secret', Form: StoreSecretDialog }}
      row={({ name, updatedAt }) => (
        <tr key={name}>
          <Td className="font-medium font-mono text-ink text-small">{name}</Td>
          <Td className="text-ink-3">
            <Ago at={updatedAt} />
          </Td>
          <Td>
            <span className="flex justify-end gap-2">
              <Button variant="ghost" onClick={() => setAct({ kind: 'replace', name })} aria-label={`Replace the value of ${name}`}>
                Replace
              </Button>
              <Button variant="danger" onClick={() => setAct({ kind: 'remove', name })} aria-label={`Remove ${name}`}>
                Remove
              </Button>
            </span>
          </Td>
        </tr>
      )}
    >
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      {act?.kind === 'replace' && <StoreSecretDialog name={act.name} onClose={() => setAct(null)} />}
      {act?.kind === 'remove' && (
        <ConfirmDialog
          open
          onOpenChange={() => setAct(null)}
          title={`Remove ${act.name}?`}
          consequence="Agents and contracts that name it fail from their next call on."
          verb="Remove"
          danger
          mutation={remove}
          onConfirm={() => remove.mutate({ name: act.name })}
        />
      )}
    </RecordPanel>
  );
}
