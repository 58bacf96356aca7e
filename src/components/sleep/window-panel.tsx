'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import { clockOf, minutesLeft, type SleepWindow } from '@/server/core/sleep/sleep-window.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { formatDuration } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import type { Sleeper } from './sleeper-row.tsx';
import { daysInWords } from './window-form.ts';

const WindowDialog = dynamic(() => import('./window-dialog.tsx').then((module) => module.WindowDialog), { ssr: false });

function WindowState({ window }: { window: SleepWindow }) {
  const now = useNow();
  if (!window.active) return <Badge>off</Badge>;
  const left = minutesLeft(window, new Date(now));
  return left === null ? <Badge tone="outline">closed</Badge> : <Badge tone="accent">open, {formatDuration(left * 60_000)} left</Badge>;
}

interface RowProps {
  window: SleepWindow;
  whose: string;
  mayAct: boolean;
  onEdit(): void;
  onRemove(): void;
}

function WindowRow({ window, whose, mayAct, onEdit, onRemove }: RowProps) {
  return (
    <tr>
      <Td className="font-medium text-ink">{whose}</Td>
      <Td className="whitespace-nowrap">
        {clockOf(window.startMin)} to {clockOf(window.endMin)}
      </Td>
      <Td>{daysInWords(window.daysOfWeek)}</Td>
      <Td>{window.timezone}</Td>
      <Td>
        <WindowState window={window} />
      </Td>
      <Td className="whitespace-nowrap text-right">
        {mayAct && (
          <span className="inline-flex gap-1.5">
            <Button onClick={onEdit}>Edit</Button>
            <Button variant="danger" onClick={onRemove}>
              Remove
            </Button>
          </span>
        )}
      </Td>
    </tr>
  );
}

/** When agents may sleep. */
export function WindowPanel({ agents }: { agents: readonly Sleeper[] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayAct = useAllowed('operator');
  const query = useQuery(trpc.sleep.windows.queryOptions());
  const [editing, setEditing] = useState<SleepWindow | 'new' | null>(null);
  const [removing, setRemoving] = useState<SleepWindow | null>(null);
  const remove = useMutation(
    trpc.sleep.removeWindow.mutationOptions({
      onSuccess: () => {
        toast.success('The window is removed.');
        setRemoving(null);
        void queryClient.invalidateQueries(trpc.sleep.windows.queryFilter());
      },
    }),
  );
  const whose = ({ agentId }: SleepWindow) =>
    agentId === null
      ? 'Every agent outside of pools'
      : (agents.find((agent) => agent.agentId === agentId)?.name ?? 'An agent that is gone');
  const add = mayAct && (
    <Button onClick={() => setEditing('new')}>
      <Plus aria-hidden />
      Add window
    </Button>
  );
  return (
    <Panel title="Sleep windows" aside={add}>
      <Loaded query={query} what="The windows" rows={2}>
        {(windows) =>
          windows.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">
              No window: agents sleep only when a person sends them, or their context is full. Add one for the hours without work.
            </p>
          ) : (
            <RecordTable columns={['Whose', 'Time', 'Days', 'Zone', 'Now']} acts inset>
              {windows.map((window) => (
                <WindowRow
                  key={window.id}
                  {...{ window, mayAct }}
                  whose={whose(window)}
                  onEdit={() => setEditing(window)}
                  onRemove={() => setRemoving(window)}
                />
              ))}
            </RecordTable>
          )
        }
      </Loaded>
      {editing && <WindowDialog window={editing === 'new' ? null : editing} agents={agents} onClose={() => setEditing(null)} />}
      {removing && (
        <ConfirmDialog
          open
          onOpenChange={() => setRemoving(null)}
          title="Remove the sleep window?"
          consequence={`${whose(removing)}, ${clockOf(removing.startMin)} to ${clockOf(removing.endMin)}. Nobody falls asleep because of it any more.`}
          verb="Remove"
          danger
          mutation={remove}
          onConfirm={() => remove.mutate({ id: removing.id })}
        />
      )}
    </Panel>
  );
}
