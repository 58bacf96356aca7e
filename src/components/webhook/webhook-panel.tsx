'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { keysetPages } from '../keyset-pages.ts';
import { readProblem } from '../problem.ts';
import { RecordPanel } from '../record-panel.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC, useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Td } from '../ui/table.tsx';
import { WEBHOOKS_KEY, webhookPath } from './webhook-path.ts';

const CreateWebhookDialog = dynamic(() => import('./create-webhook-dialog.tsx').then((module) => module.CreateWebhookDialog), {
  ssr: false,
});
const SecretOnceDialog = dynamic(() => import('../ui/secret-once-dialog.tsx').then((module) => module.SecretOnceDialog), { ssr: false });

type Hook = RouterOutputs['webhooks']['list']['data'][number];
type Act = { kind: 'rotate' | 'remove'; hook: Hook };

const ACTS = {
  rotate: {
    title: (name: string) => `Give ${name} a new secret?`,
    consequence: 'What is signed with the old secret is refused from then on.',
    verb: 'New secret',
  },
  remove: {
    title: (name: string) => `Remove ${name}?`,
    consequence: 'Deliveries to its address are refused from then on.',
    verb: 'Remove',
  },
} as const;

function HookRow({ hook, onAct, onToggle }: { hook: Hook; onAct: ((kind: Act['kind']) => void) | null; onToggle(): void }) {
  const path = webhookPath(hook.id);
  return (
    <tr>
      <Td className="font-medium text-ink">{hook.name}</Td>
      <Td className="font-mono text-small">{hook.event}</Td>
      <Td>
        <span className="flex items-center">
          <code className="max-w-56 truncate font-mono text-ink-3 text-small" title={path}>
            {path}
          </code>
          <CopyButton value={path} label={`Copy the address of ${hook.name}`} />
        </span>
      </Td>
      <Td>{hook.active ? <Badge tone="ok">open</Badge> : <Badge>closed</Badge>}</Td>
      <Td className="text-ink-3">{hook.receivedAt ? <Ago at={hook.receivedAt} /> : 'never'}</Td>
      <Td>
        {onAct && (
          <span className="flex justify-end gap-2">
            <Button variant="ghost" onClick={onToggle}>
              {hook.active ? 'Close' : 'Open'}
            </Button>
            <Button variant="ghost" onClick={() => onAct('rotate')}>
              New secret
            </Button>
            <Button variant="danger" onClick={() => onAct('remove')}>
              Remove
            </Button>
          </span>
        )}
      </Td>
    </tr>
  );
}

/** Addresses at which others may post events. */
export function WebhookPanel() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admin = useAllowed('admin');
  const [act, setAct] = useState<Act | null>(null);
  const query = useInfiniteQuery(
    keysetPages(WEBHOOKS_KEY, (after) => client.webhooks.list.query({ limit: 50, ...(after !== null && { after }) })),
  );
  const done = {
    onSuccess: () => {
      setAct(null);
      void queryClient.invalidateQueries({ queryKey: WEBHOOKS_KEY });
    },
  };
  const change = useMutation(
    trpc.webhooks.change.mutationOptions({ ...done, onError: (error) => void toast.error(readProblem(error).message) }),
  );
  const rotate = useMutation(trpc.webhooks.rotate.mutationOptions(done));
  const remove = useMutation(trpc.webhooks.remove.mutationOptions(done));
  const acting = act?.kind === 'rotate' ? rotate : remove;
  return (
    <RecordPanel
      title="Webhooks"
      query={query}
      what="The webhooks"
      rows={2}
      columns={['Name', 'Event', 'Address', 'State', 'Last delivery']}
      empty={{
        icon: Webhook,
        title: 'No webhooks yet',
        why: 'A webhook lets another system post events here, signed with a secret you share. Events end waiting tasks and start runs.',
      }}
      add={admin ? { verb: 'Create webhook', Form: CreateWebhookDialog } : null}
      row={(hook) => (
        <HookRow
          key={hook.id}
          hook={hook}
          onAct={admin ? (kind) => setAct({ kind, hook }) : null}
          onToggle={() => change.mutate({ id: hook.id, change: { active: !hook.active } })}
        />
      )}
    >
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
      {rotate.data && (
        <SecretOnceDialog title="The new secret" secret={rotate.data.secret} what="the secret" onClose={() => rotate.reset()}>
          It is shown this once. Give it to who sends the events; the old one is worth nothing any more.
        </SecretOnceDialog>
      )}
      {act && (
        <ConfirmDialog
          open
          onOpenChange={() => setAct(null)}
          title={ACTS[act.kind].title(act.hook.name)}
          consequence={ACTS[act.kind].consequence}
          verb={ACTS[act.kind].verb}
          danger
          mutation={acting}
          onConfirm={() => acting.mutate({ id: act.hook.id })}
        />
      )}
    </RecordPanel>
  );
}
