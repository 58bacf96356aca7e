'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import { ENVIRONMENT_KEY_NAME } from '@/server/core/access/api-key.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { RecordPanel } from '../record-panel.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Td } from '../ui/table.tsx';
import { API_KEYS_KEY, type ApiKey, apiKeyPages } from './api-key-pages.ts';

const CreateApiKeyDialog = dynamic(() => import('./create-api-key-dialog.tsx').then((module) => module.CreateApiKeyDialog), { ssr: false });

function KeyState({ apiKey }: { apiKey: ApiKey }) {
  if (apiKey.revokedAt) return <Badge>revoked</Badge>;
  if (apiKey.expiresAt && apiKey.expiresAt.getTime() < Date.now()) return <Badge tone="wait">expired</Badge>;
  return <Badge tone="ok">valid</Badge>;
}

function KeyAct({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke(): void }) {
  if (apiKey.revokedAt) return null;
  if (apiKey.name === ENVIRONMENT_KEY_NAME) return <span className="text-ink-3 text-small">follows HIVE_API_KEY</span>;
  return (
    <Button variant="danger" onClick={onRevoke}>
      Revoke
    </Button>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke(): void }) {
  return (
    <tr>
      <Td className="max-w-64 truncate font-medium text-ink" title={apiKey.name}>
        {apiKey.name}
      </Td>
      <Td className="font-mono text-small">{apiKey.prefix}…</Td>
      <Td>{apiKey.role}</Td>
      <Td>
        <KeyState apiKey={apiKey} />
      </Td>
      <Td className="whitespace-nowrap text-ink-3">{apiKey.lastUsedAt ? <Ago at={apiKey.lastUsedAt} /> : 'never'}</Td>
      <Td className="whitespace-nowrap text-ink-3">
        <Ago at={apiKey.createdAt} />
      </Td>
      <Td className="text-right">
        <KeyAct apiKey={apiKey} onRevoke={onRevoke} />
      </Td>
    </tr>
  );
}

/** Keys for programs: made, listed, revoked. Only admins see it. */
export function ApiKeyPanel() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const query = useInfiniteQuery(apiKeyPages((input) => client.apiKeys.list.query(input)));
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        setRevoking(null);
        toast.success('The key is revoked.');
        void queryClient.invalidateQueries({ queryKey: API_KEYS_KEY });
      },
    }),
  );
  return (
    <RecordPanel
      title="API keys"
      query={query}
      what="The keys"
      rows={3}
      columns={['Name', 'Begins with', 'Role', 'State', 'Last used', 'Created']}
      empty={{
        icon: KeyRound,
        title: 'No keys yet',
        why: 'A key lets a program use the API with a role of its own, until you revoke it.',
      }}
      add={{ verb: 'Create key', Form: CreateApiKeyDialog }}
      row={(apiKey) => <KeyRow key={apiKey.id} apiKey={apiKey} onRevoke={() => setRevoking(apiKey)} />}
    >
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      {revoking && (
        <ConfirmDialog
          open
          onOpenChange={() => setRevoking(null)}
          title={`Revoke ${revoking.name}?`}
          consequence="Programs that use it are refused within seconds. A revoked key cannot be taken back."
          verb="Revoke"
          danger
          mutation={revoke}
          onConfirm={() => revoke.mutate({ id: revoking.id })}
        />
      )}
    </RecordPanel>
  );
}
