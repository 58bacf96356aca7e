'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Save } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

type Checkpoint = RouterOutputs['sleep']['checkpoints'][number];

function Verdict({ checkpoint }: { checkpoint: Checkpoint }) {
  if (checkpoint.valid === null) return <span className="text-ink-3">not verified</span>;
  return (
    <Badge tone={checkpoint.valid ? 'ok' : 'fail'} title={checkpoint.fault ?? undefined}>
      {checkpoint.valid ? 'verified' : 'damaged'}
    </Badge>
  );
}

interface RowProps {
  checkpoint: Checkpoint;
  mayAct: boolean;
  onVerify(): void;
  onRestore(): void;
}

function CheckpointRow({ checkpoint, mayAct, onVerify, onRestore }: RowProps) {
  return (
    <tr>
      <Td className="whitespace-nowrap">
        <Ago at={checkpoint.createdAt} />
      </Td>
      <Td>{checkpoint.type.replaceAll('_', ' ')}</Td>
      <Td className="font-mono text-small" title={checkpoint.sha256}>
        {checkpoint.sha256.slice(0, 12)}…
      </Td>
      <Td className="text-right">{checkpoint.entries}</Td>
      <Td className="whitespace-nowrap text-right">{(checkpoint.size / 1_000).toFixed(1)} kB</Td>
      <Td>
        <Verdict checkpoint={checkpoint} />
      </Td>
      <Td className="whitespace-nowrap text-right">
        {mayAct && (
          <span className="inline-flex gap-1.5">
            <Button onClick={onVerify}>Verify</Button>
            <Button onClick={onRestore} disabled={checkpoint.valid === false}>
              Restore
            </Button>
          </span>
        )}
      </Td>
    </tr>
  );
}

/** What an agent was at several moments: each can be verified, and the agent made that again. */
export function CheckpointPanel({ agentId, name }: { agentId: string; name: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayAct = useAllowed('operator');
  const [restoring, setRestoring] = useState<Checkpoint | null>(null);
  const query = useQuery(trpc.sleep.checkpoints.queryOptions({ id: agentId }, { staleTime: 0 }));
  const again = {
    onSettled: () => void queryClient.invalidateQueries(trpc.sleep.checkpoints.queryFilter({ id: agentId })),
    onError: (error: unknown) => toast.error(readProblem(error).message),
  };
  const create = useMutation(trpc.sleep.createCheckpoint.mutationOptions(again));
  const verify = useMutation(
    trpc.sleep.validateCheckpoint.mutationOptions({
      ...again,
      onSuccess: ({ fault }) => (fault === null ? toast.success('The content matches its checksum.') : toast.error(`Damaged: ${fault}.`)),
    }),
  );
  const restore = useMutation(
    trpc.sleep.restoreCheckpoint.mutationOptions({
      onSettled: again.onSettled,
      onSuccess: () => {
        toast.success(`${name} is what it was. What it was until now is kept in a checkpoint of its own.`);
        setRestoring(null);
      },
    }),
  );
  const save = mayAct && (
    <Button busy={create.isPending} onClick={() => create.mutate({ id: agentId })}>
      <Save aria-hidden />
      Checkpoint now
    </Button>
  );
  return (
    <Panel title="Checkpoints" aside={save}>
      <Loaded query={query} what="The checkpoints" rows={2}>
        {(checkpoints) =>
          checkpoints.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">None yet. Every sleep keeps one before it begins and one after it ends.</p>
          ) : (
            <RecordTable
              columns={['Made', 'Occasion', 'SHA-256', { title: 'Entries', numeric: true }, { title: 'Size', numeric: true }, 'Verdict']}
              acts
              inset
            >
              {checkpoints.map((checkpoint) => (
                <CheckpointRow
                  key={checkpoint.id}
                  checkpoint={checkpoint}
                  mayAct={mayAct}
                  onVerify={() => verify.mutate({ agentId, checkpointId: checkpoint.id })}
                  onRestore={() => setRestoring(checkpoint)}
                />
              ))}
            </RecordTable>
          )
        }
      </Loaded>
      {restoring && (
        <ConfirmDialog
          open
          onOpenChange={() => setRestoring(null)}
          title={`Restore ${name}?`}
          consequence="Capabilities, persona, limits, configuration and everything it remembered become what they were. What it is now is kept in a checkpoint first. Tasks it holds are not touched."
          verb="Restore"
          mutation={restore}
          onConfirm={() => restore.mutate({ agentId, checkpointId: restoring.id })}
        />
      )}
    </Panel>
  );
}
