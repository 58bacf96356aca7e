'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { useState } from 'react';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { Figure, percent } from '../routing/figures.tsx';
import { ReliabilityDiagram } from '../routing/reliability-diagram.tsx';
import { formatDuration } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { PredictionActionsPanel } from './prediction-actions.tsx';
import { type FailureRisks, NEEDED_ATTEMPTS, NEEDED_SCORED, RiskTable } from './risk-table.tsx';

const HORIZONS = [
  { value: '5', label: 'Next 5 minutes' },
  { value: '30', label: 'Next 30 minutes' },
  { value: '120', label: 'Next 2 hours' },
] as const;
/** A prediction is made every minute. */
const REFRESH_MS = 10_000;

const three = (value: number | null) => (value === null ? null : value.toFixed(3));
const share = (value: number | null) => (value === null ? null : percent(value));

function Verdict({ figures }: Pick<FailureRisks, 'figures'>) {
  if (figures.beatsBaseline !== false) return null;
  return <Banner tone="wait">These predictions are no better than going by the last call. Do not act on them yet.</Banner>;
}

function Quality({ figures }: Pick<FailureRisks, 'figures'>) {
  const { calibration, baselineBrier, precision, recall, leadTimeMs } = figures;
  if (calibration.n < NEEDED_SCORED)
    return (
      <p className="px-4 py-3 text-base text-ink-2">
        Not enough data: {calibration.n} of {NEEDED_SCORED} predictions have come to their end.
      </p>
    );
  return (
    <div className="flex flex-col gap-4 p-4">
      <dl className="flex flex-wrap rounded-panel border bg-panel">
        <Figure name="Brier score" value={three(calibration.brier)} note={`${calibration.n} predictions for ten minutes ahead`} />
        <Figure name="“The last call failed”" value={three(baselineBrier)} note="Brier score of the trivial prediction" />
        <Figure name="Calibration error" value={three(calibration.ece)} note="mean gap of predicted and observed" />
        <Figure name="Precision" value={share(precision)} note="of the warnings, at 50 % and more" />
        <Figure name="Recall" value={share(recall)} note="of the failures" />
        <Figure name="Lead time" value={leadTimeMs === null ? null : formatDuration(leadTimeMs)} note="median, from warning to failure" />
      </dl>
      <ReliabilityDiagram bins={calibration.bins} of="failure" />
    </div>
  );
}

/** Which agents are about to fail, why, and how far such predictions can be trusted. */
export function PredictionRisk() {
  const trpc = useTRPC();
  const [horizon, setHorizon] = useState<(typeof HORIZONS)[number]['value']>('30');
  // What stands there stays while another horizon is read: the choice keeps the focus, and what is typed below is not lost.
  const query = useQuery(
    trpc.predictions.failures.queryOptions({ horizonMinutes: Number(horizon) }, { placeholderData: keepPreviousData }),
  );
  useLiveRefresh('agents', [trpc.predictions.failures.queryFilter()], REFRESH_MS);
  return (
    <Loaded query={query} what="The predictions" rows={6}>
      {({ risks, figures }) => (
        <div className="flex flex-col gap-4">
          <Verdict figures={figures} />
          <Panel title="Agents at work" aside={<Select label="Horizon" value={horizon} onChange={setHorizon} options={HORIZONS} />}>
            {risks.length === 0 ? (
              <EmptyState icon={Activity} title="Nobody worked lately">
                As soon as agents have ended {NEEDED_ATTEMPTS} attempts, this says how probable it is that they fail.
              </EmptyState>
            ) : (
              <RiskTable risks={risks} figures={figures} />
            )}
          </Panel>
          <Panel title="How good these predictions are">
            <Quality figures={figures} />
          </Panel>
          <PredictionActionsPanel />
        </div>
      )}
    </Loaded>
  );
}
