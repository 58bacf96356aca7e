'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import { ENVIRONMENT_KEY_NAME } from '@/server/core/access/api-key.ts';
import { flatten, keysetPages } from '../keyset-pages.ts';
import { readProblem } from '../problem.ts';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC, useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog-lazy.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Table, Td, Th } from '../ui/table.tsx';
import { API_KEYS_KEY } from './api-keys-key.ts';

const CreateApiKeyDialog = dynamic(() => import('./create-api-key-dialog.tsx').then((module) => module.CreateApiKeyDialog), { ssr: false });

type ApiKey = RouterOutputs['apiKeys']['list']['data'][number];

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
      <Td className="font-medium text-ink">{apiKey.name}</Td>
      <Td className="font-mono text-small">{apiKey.prefix}…</Td>
      <Td>{apiKey.role}</Td>
      <Td>
        <KeyState apiKey={apiKey} />
      </Td>
      <Td className="text-ink-3">{apiKey.lastUsedAt ? <Ago at={apiKey.lastUsedAt} /> : 'never'}</Td>
      <Td className="text-ink-3">
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
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const query = useInfiniteQuery(
    keysetPages(API_KEYS_KEY, (after) => client.apiKeys.list.query({ limit: 100, ...(after !== null && { after }) })),
  );
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        setRevoking(null);
        toast.success('The key is revoked.');
        void queryClient.invalidateQueries({ queryKey: API_KEYS_KEY });
      },
    }),
  );
  const keys = flatten(query.data);
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create key
    </Button>
  );
  return (
    <Panel title="API keys" aside={keys.length > 0 && create}>
      {query.isPending && <SkeletonRows rows={3} label="Loading keys" />}
      {query.isError && <ErrorState what="The keys" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />}
      {query.isSuccess && keys.length === 0 && (
        <EmptyState icon={KeyRound} title="No keys yet" action={create}>
          A key lets a program use the API with a role of its own, until you revoke it.
        </EmptyState>
      )}
      {keys.length > 0 && (
        <Table className="[&_tr>*:first-child]:pl-4">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Begins with</Th>
              <Th>Role</Th>
              <Th>State</Th>
              <Th>Last used</Th>
              <Th>Created</Th>
              <Th>
                <span className="sr-only">Acts</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {keys.map((apiKey) => (
              <KeyRow key={apiKey.id} apiKey={apiKey} onRevoke={() => setRevoking(apiKey)} />
            ))}
          </tbody>
        </Table>
      )}
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      {creating && <CreateApiKeyDialog onClose={() => setCreating(false)} />}
      {revoking && (
        <ConfirmDialog
          open
          onOpenChange={() => setRevoking(null)}
          title={`Revoke ${revoking.name}?`}
          consequence="Programs that use it are refused within seconds. A revoked key cannot be taken back."
          verb="Revoke"
          danger
          busy={revoke.isPending}
          fault={revoke.isError ? readProblem(revoke.error).message : undefined}
          onConfirm={() => revoke.mutate({ id: revoking.id })}
        />
      )}
    </Panel>
  );
}
