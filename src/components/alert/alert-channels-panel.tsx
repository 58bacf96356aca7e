'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { RecordPanel } from '../record-panel.tsx';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Td } from '../ui/table.tsx';

const CreateChannelDialog = dynamic(() => import('./create-channel-dialog.tsx').then((module) => module.CreateChannelDialog), {
  ssr: false,
});

type Channel = RouterOutputs['alerts']['channels'][number];
const REFRESH_MS = 10_000;
const TONES = { delivered: 'ok', waiting: 'wait', failed: 'fail' } as const;

function LastDelivery({ channel: { enabled, last } }: { channel: Channel }) {
  if (!enabled) return <Badge title="It answered 410: it wants nothing more.">off</Badge>;
  if (last === null) return <span className="text-ink-3">nothing yet</span>;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={TONES[last.state]} title={`alert ${last.event}`}>
        {last.state}
      </Badge>
      <Ago at={last.at} className="text-ink-3" />
      {last.error !== null && <span className="text-ink-2 text-small">{last.error}</span>}
    </span>
  );
}

/** Addresses that are told of alerts. Only admins see it. */
export function AlertChannelsPanel() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [removing, setRemoving] = useState<Channel | null>(null);
  const query = useQuery(trpc.alerts.channels.queryOptions());
  useLiveRefresh('alerts', [trpc.alerts.channels.queryFilter()], REFRESH_MS);
  const remove = useMutation(
    trpc.alerts.removeChannel.mutationOptions({
      onSuccess: () => {
        setRemoving(null);
        void queryClient.invalidateQueries(trpc.alerts.channels.queryFilter());
      },
    }),
  );
  return (
    <RecordPanel
      title="Alerts: receivers"
      query={query}
      what="The receivers"
      rows={2}
      columns={['Address', 'From', 'Last told']}
      empty={{
        icon: Webhook,
        title: 'Nobody is told yet',
        why: 'Alerts stand under the bell of every page. A receiver is an address that is told of them, too.',
      }}
      add={{ verb: 'Add receiver', Form: CreateChannelDialog }}
      row={(channel) => (
        <tr key={channel.id}>
          <Td className="break-all font-mono text-small">{channel.url}</Td>
          <Td>{channel.leastSeverity}</Td>
          <Td>
            <LastDelivery channel={channel} />
          </Td>
          <Td className="text-right">
            <Button variant="danger" onClick={() => setRemoving(channel)}>
              Remove
            </Button>
          </Td>
        </tr>
      )}
    >
      {removing && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(null)}
          title="Remove this receiver?"
          consequence="It is told nothing more, and its secret is gone. What it was still to be told is dropped."
          verb="Remove"
          danger
          mutation={remove}
          onConfirm={() => remove.mutate({ id: removing.id })}
        />
      )}
    </RecordPanel>
  );
}
