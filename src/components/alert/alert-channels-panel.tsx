'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { readProblem } from '../problem.ts';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog-lazy.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Table, Td, Th } from '../ui/table.tsx';

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
  const [creating, setCreating] = useState(false);
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
  const channels = query.data ?? [];
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Add receiver
    </Button>
  );
  return (
    <Panel title="Alerts: receivers" aside={channels.length > 0 && create}>
      {query.isPending && <SkeletonRows rows={2} label="Loading the receivers" />}
      {query.isError && <ErrorState what="The receivers" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />}
      {query.isSuccess && channels.length === 0 && (
        <EmptyState icon={Webhook} title="Nobody is told yet" action={create}>
          Alerts stand under the bell of every page. A receiver is an address that is told of them, too.
        </EmptyState>
      )}
      {channels.length > 0 && (
        <Table className="[&_tr>*:first-child]:pl-4">
          <thead>
            <tr>
              <Th>Address</Th>
              <Th>From</Th>
              <Th>Last told</Th>
              <Th>
                <span className="sr-only">Acts</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
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
            ))}
          </tbody>
        </Table>
      )}
      {creating && <CreateChannelDialog onClose={() => setCreating(false)} />}
      {removing && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(null)}
          title="Remove this receiver?"
          consequence="It is told nothing more, and its secret is gone. What it was still to be told is dropped."
          verb="Remove"
          danger
          busy={remove.isPending}
          fault={remove.isError ? readProblem(remove.error).message : undefined}
          onConfirm={() => remove.mutate({ id: removing.id })}
        />
      )}
    </Panel>
  );
}
