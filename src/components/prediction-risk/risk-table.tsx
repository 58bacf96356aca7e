import Link from 'next/link';
import { percent } from '../routing/figures.tsx';
import type { RouterOutputs } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Meter } from '../ui/meter.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { FEATURE_WORDS } from './feature-words.ts';
import { RiskLine } from './risk-line.tsx';

export type FailureRisks = RouterOutputs['predictions']['failures'];
type Risk = FailureRisks['risks'][number];

/** Ended attempts before anything is predicted of an agent. */
const NEEDED = 30;

function Drivers({ drivers }: Pick<Risk, 'drivers'>) {
  if (drivers.length === 0) return <span className="text-ink-3">nothing out of the ordinary</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {drivers.map(({ name, effect }) => (
        <Badge
          key={name}
          tone={effect > 0 ? 'fail' : 'ok'}
          title={`${effect > 0 ? '+' : ''}${effect.toFixed(2)} on the log odds of a failure`}
        >
          {effect > 0 ? '↑' : '↓'} {FEATURE_WORDS[name]}
        </Badge>
      ))}
    </span>
  );
}

function Row({ risk }: { risk: Risk }) {
  const { probability, interval } = risk;
  return (
    <tr>
      <Td>
        <Link href={`/agents/${risk.agentId}`} className="font-medium text-ink hover:underline">
          {risk.agentName}
        </Link>
      </Td>
      {probability === null || interval === null ? (
        <Td colSpan={2} className="text-ink-3">
          not enough data: {risk.samples} of {NEEDED}
        </Td>
      ) : (
        <>
          <Td>
            <span className="flex items-center gap-2">
              <Meter value={Math.round(100 * probability)} max={100} label={`Probability that ${risk.agentName} fails`} className="w-16" />
              <span className="font-medium text-ink">{percent(probability)}</span>
              <span className="whitespace-nowrap text-ink-3 text-small">
                {percent(interval[0])} – {percent(interval[1])}
              </span>
            </span>
          </Td>
          <Td>
            <Drivers drivers={risk.drivers} />
          </Td>
        </>
      )}
      <Td>
        <RiskLine probabilities={risk.recent} />
      </Td>
      <Td className="text-right">{risk.samples}</Td>
    </tr>
  );
}

/** Agents by the probability that they fail, the most probable first; those of whom nothing can be said last. */
export function RiskTable({ risks }: Pick<FailureRisks, 'risks'>) {
  const sorted = risks.toSorted((left, right) => (right.probability ?? -1) - (left.probability ?? -1));
  return (
    <RecordTable
      columns={['Agent', 'Probability of a failure, with 90 % interval', 'Why', 'Last hour', { title: 'Attempts', numeric: true }]}
    >
      {sorted.map((risk) => (
        <Row key={risk.agentId} risk={risk} />
      ))}
    </RecordTable>
  );
}
