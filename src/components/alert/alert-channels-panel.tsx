'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { readProblem } from '../problem.ts';
import { RecordPanel } from '../record-panel.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
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

/** An address that is called, or who gets mail through which server. */
function Place({ channel: { url, mail } }: { channel: Channel }) {
  if (mail === null) return <span className="break-all font-mono text-small">{url}</span>;
  return (
    <span className="flex flex-col">
      <span className="break-all">{mail.to.join(', ')}</span>
      <span className="text-ink-3 text-small">
        by mail through {mail.host}:{mail.port}
      </span>
    </span>
  );
}

/** Sends one receiver a test and shows what it answered. */
function TestButton({ id }: { id: string }) {
  const trpc = useTRPC();
  const test = useMutation(trpc.alerts.testChannel.mutationOptions());
  const said = test.isError ? readProblem(test.error).message : test.data && `${test.data.answer} · ${formatDuration(test.data.tookMs)}`;
  return (
    <span className="inline-flex flex-col items-end">
      <Button variant="ghost" busy={test.isPending} onClick={() => test.mutate({ id })}>
        Send a test
      </Button>
      <span role="status" className={cn('max-w-64 text-right text-small', test.data?.delivered ? 'text-ok' : 'text-fail')}>
        {said}
      </span>
    </span>
  );
}

/** Who is told of alerts. Only admins see it. */
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
      columns={['Receiver', 'From', 'Last told']}
      empty={{
        icon: Webhook,
        title: 'Nobody is told yet',
        why: 'Alerts stand under the bell of every page. A receiver is an address that is called, or people who get mail.',
      }}
      add={{ verb: 'Add receiver', Form: CreateChannelDialog }}
      row={(channel) => (
        <tr key={channel.id}>
          <Td>
            <Place channel={channel} />
          </Td>
          <Td>{channel.leastSeverity}</Td>
          <Td>
            <LastDelivery channel={channel} />
          </Td>
          <Td className="text-right">
            <span className="flex items-start justify-end gap-1">
              <TestButton id={channel.id} />
              <Button variant="danger" onClick={() => setRemoving(channel)}>
                Remove
              </Button>
            </span>
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
