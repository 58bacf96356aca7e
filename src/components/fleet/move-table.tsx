import type { MoveView } from '@/server/core/load/load-view.ts';
import { formatPoints } from '../ui/format-share.ts';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

const deviation = (variance: number | null) => (variance === null ? '–' : Math.sqrt(variance).toFixed(3));

/** How far apart the loads were and are. */
export function Spread({ before, after }: { before: number | null; after: number | null }) {
  return (
    <p className="text-base text-ink-2">
      Standard deviation of loads <span className="font-medium text-ink">{deviation(before)}</span> to{' '}
      <span className="font-medium text-ink">{deviation(after)}</span>
    </p>
  );
}

/** Tasks that change hands, and why. */
export function MoveTable({ moves, nameOf }: { moves: readonly MoveView[]; nameOf(id: string): string }) {
  return (
    <RecordTable columns={['Task', 'From', 'To', { title: 'Gain', numeric: true }, 'Why']}>
      {moves.map((move) => (
        <tr key={move.taskId}>
          <Td className="font-mono text-small" title={move.taskId}>
            {move.taskId.slice(-8)}
          </Td>
          <Td className="whitespace-nowrap text-ink">{nameOf(move.fromAgentId)}</Td>
          <Td className="whitespace-nowrap text-ink">{nameOf(move.toAgentId)}</Td>
          <Td className="whitespace-nowrap text-right">{formatPoints(move.expectedGain)}</Td>
          <Td>{move.reason}</Td>
        </tr>
      ))}
    </RecordTable>
  );
}
