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
export const NEEDED_ATTEMPTS = 30;
/** Scored predictions before anything is said of what they are worth. */
export const NEEDED_SCORED = 30;

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

/** Why nothing is said of an agent: it has done too little, or no prediction has been held against what came. Null: enough is known. */
export function missingData({ probability, samples }: Pick<Risk, 'probability' | 'samples'>, scored: number): string | null {
  if (probability === null) return `not enough data: ${samples} of ${NEEDED_ATTEMPTS} attempts`;
  if (scored < NEEDED_SCORED) return `not enough data: ${scored} of ${NEEDED_SCORED} predictions scored`;
  return null;
}

function Row({ risk, scored }: { risk: Risk; scored: number }) {
  const { probability, interval } = risk;
  const missing = missingData(risk, scored);
  return (
    <tr>
      <Td>
        <Link href={`/agents/${risk.agentId}`} className="font-medium text-ink hover:underline">
          {risk.agentName}
        </Link>
      </Td>
      {probability === null || interval === null || missing !== null ? (
        <Td colSpan={2} className="text-ink-3">
          {missing}
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
        <RiskLine probabilities={missing === null ? risk.recent : []} />
      </Td>
      <Td className="text-right">{risk.samples}</Td>
    </tr>
  );
}

const byRisk = (left: Risk, right: Risk) =>
  (right.probability ?? -1) - (left.probability ?? -1) || left.agentName.localeCompare(right.agentName);

/** Agents by the probability that they fail, the most probable first; those of whom nothing can be said last, and by name. */
export function RiskTable({ risks, figures }: Pick<FailureRisks, 'risks' | 'figures'>) {
  const scored = figures.calibration.n;
  const sorted = risks.toSorted(byRisk);
  return (
    <RecordTable
      columns={['Agent', 'Probability of a failure, with 90 % interval', 'Why', 'Last hour', { title: 'Attempts', numeric: true }]}
    >
      {sorted.map((risk) => (
        <Row key={risk.agentId} risk={risk} scored={scored} />
      ))}
    </RecordTable>
  );
}
