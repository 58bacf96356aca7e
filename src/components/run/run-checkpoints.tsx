'use client';
import { useQuery } from '@tanstack/react-query';
import type { CheckpointView } from '@/server/core/run/checkpoint.ts';
import { formatClock } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { plural } from '../ui/plural.ts';
import { Select } from '../ui/select.tsx';

const wordsOf = ({ over, at }: CheckpointView, total: number) => `${over} of ${plural(total, 'task')} over, ${formatClock(at.getTime())}`;

interface RunCheckpointsProps {
  runId: string;
  /** Number of the newest event of the run. */
  last: number;
  seq: number;
  onChoose(seq: number): void;
}

/** The checkpoints of a run; choosing one shows the run as it stood there. */
export function RunCheckpoints({ runId, last, seq, onChoose }: RunCheckpointsProps) {
  const trpc = useTRPC();
  // Nothing patches it while the run goes on: it is read anew whenever somebody begins to look back.
  const query = useQuery({ ...trpc.runs.checkpoints.queryOptions({ id: runId }), staleTime: 0 });
  if (!query.data || query.data.checkpoints.length === 0) return null;
  const { checkpoints, total } = query.data;
  const chosen = checkpoints.some((each) => each.seq === seq) ? String(seq) : '';
  return (
    <Select
      label="Checkpoint"
      value={chosen}
      className="w-64 shrink-0"
      options={[
        { value: '', label: plural(checkpoints.length, 'checkpoint') },
        ...checkpoints.map((each) => ({ value: String(each.seq), label: wordsOf(each, total) })),
      ]}
      onChange={(value) => onChoose(value === '' ? last : Number(value))}
    />
  );
}
