'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import type { Unit } from '@/server/core/metrics/catalogue.ts';
import type { TargetName } from '@/server/core/metrics/targets.ts';
import { Loaded } from '../loaded.tsx';
import { formatMeasure } from '../metrics/format-measure.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Input } from '../ui/input.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

type Changes = Partial<Record<TargetName, number | null>>;

const SOURCES = { here: 'set here', environment: 'environment', mission: 'default' } as const;
const UNIT_WORDS: Record<Unit, string> = { ms: 'ms', ratio: '0 to 1', percent: '%', per_second: 'per second', count: '' };

interface TargetRowProps {
  setting: { name: TargetName; value: number; source: keyof typeof SOURCES; otherwise: number; direction: string; unit: Unit };
  /** Null: whoever looks may not change anything. */
  save: ((changes: Changes) => void) | null;
}

function TargetRow({ setting: { name, value, source, otherwise, direction, unit }, save }: TargetRowProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const number = Number(typed);
  const changed = typed !== null && typed.trim() !== '' && Number.isFinite(number) && number !== value;
  const label = name.replaceAll('_', ' ');
  const submit = () => {
    if (changed) save?.({ [name]: number });
    setTyped(null);
  };
  return (
    <tr>
      <Td className="font-medium text-ink">{label}</Td>
      <Td className="text-ink-3">{direction === 'at_most' ? 'at most' : 'at least'}</Td>
      <Td>
        {save === null ? (
          formatMeasure(value, unit)
        ) : (
          <form
            className="flex items-center gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <Input
              aria-label={`Target for ${label}`}
              inputMode="decimal"
              className="w-24 text-right"
              value={typed ?? String(value)}
              onChange={(event) => setTyped(event.target.value)}
            />
            <span className="w-20 text-ink-3 text-small">{UNIT_WORDS[unit]}</span>
            {changed && (
              <Button type="submit" variant="primary">
                Save
              </Button>
            )}
          </form>
        )}
      </Td>
      <Td className="text-ink-3">
        <span className="flex items-center gap-2">
          {SOURCES[source]}
          {source === 'here' && save !== null && (
            <Button variant="ghost" onClick={() => save({ [name]: null })} title={`Back to ${formatMeasure(otherwise, unit)}`}>
              <RotateCcw aria-hidden />
              Take back
            </Button>
          )}
        </span>
      </Td>
    </tr>
  );
}

/** What each of the fourteen targets is, and for admins, what it should be. */
export function TargetsPanel() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admin = useAllowed('admin');
  const query = useQuery(trpc.metrics.targets.queryOptions());
  const change = useMutation(
    trpc.metrics.setTargets.mutationOptions({
      onSuccess: (settings) => {
        queryClient.setQueryData(trpc.metrics.targets.queryKey(), settings);
        void queryClient.invalidateQueries({ queryKey: trpc.overview.read.queryKey() });
        toast.success('Target saved');
      },
      onError: (error) => toast.error(readProblem(error).message),
    }),
  );
  return (
    <Panel title="Targets">
      <Loaded query={query} what="The targets" rows={6}>
        {(settings) => (
          <RecordTable columns={['Measure', 'Wanted', 'Target', 'Set by']}>
            {settings.map((setting) => (
              <TargetRow
                key={`${setting.name} ${setting.value}`}
                setting={setting}
                save={admin ? (changes) => change.mutate(changes) : null}
              />
            ))}
          </RecordTable>
        )}
      </Loaded>
    </Panel>
  );
}
