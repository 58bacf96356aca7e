import { Check } from 'lucide-react';
import { type DecisionRecord, recordedComponents } from '@/server/core/routing/decision-record.ts';
import { setBack } from '@/server/core/routing/rescore-record.ts';
import { Badge } from '../ui/badge.tsx';
import { cn } from '../ui/class-names.ts';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

function Share({ value, strong }: { value: number | null; strong: boolean }) {
  if (value === null)
    return (
      <span className="text-ink-3" title="Not measured, so it did not count">
        –
      </span>
    );
  return (
    <span className="flex items-center gap-2">
      <span className="h-1.5 w-10 overflow-hidden rounded-full bg-raised">
        <span className={cn('block h-full rounded-full', strong ? 'bg-accent' : 'bg-line-strong')} style={{ width: `${value * 100}%` }} />
      </span>
      {value.toFixed(2)}
    </span>
  );
}

const SET_BACK = {
  late: 'It was expected to end the task much later than the agent that ends it first',
  poor: 'Its results are known to be worse than the quality that is asked for',
} as const;

function SetBack({ why }: { why: keyof typeof SET_BACK | undefined }) {
  if (why === undefined) return null;
  return (
    <Badge tone="wait" title={SET_BACK[why]}>
      set back
    </Badge>
  );
}

/** Everybody who could have taken the task, best first, with what made the score. */
export function CandidateTable({ record, nameOf }: { record: DecisionRecord; nameOf(id: string): string }) {
  const components = recordedComponents(record);
  const behind = setBack(record);
  return (
    <RecordTable
      className="[&_td]:px-2 [&_th]:px-2 [&_th]:py-1 [&_tr>*:first-child]:pl-0"
      caption="Candidates and their scores"
      columns={[
        'Agent',
        { title: 'Score', numeric: true },
        ...components.map(({ name, weight }) => ({ title: name, note: `Weight ${weight}`, below: `× ${weight}` })),
      ]}
    >
      {record.candidates.map((row) => {
        const [agent, score] = row;
        const won = agent === record.winner;
        return (
          <tr key={agent}>
            <Td className={cn('max-w-40 truncate', won && 'font-medium text-ink')}>
              <span className="flex items-center gap-1.5">
                {won ? <Check className="size-3.5 shrink-0 text-ok" aria-label="Chosen" /> : <span className="w-3.5 shrink-0" />}
                <span className="truncate">{nameOf(agent)}</span>
                <SetBack why={behind.get(agent)} />
              </span>
            </Td>
            <Td className="text-right font-medium text-ink">{score.toFixed(3)}</Td>
            {components.map(({ name, column }) => {
              const value = row[column];
              return (
                <Td key={name}>
                  <Share value={typeof value === 'number' ? value : null} strong={won} />
                </Td>
              );
            })}
          </tr>
        );
      })}
    </RecordTable>
  );
}
