'use client';
import { useQuery } from '@tanstack/react-query';
import { Target } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { Loaded } from '../loaded.tsx';
import { formatDuration } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Select } from '../ui/select.tsx';
import { Td } from '../ui/table.tsx';
import { AccuracyOverTime } from './accuracy-over-time.tsx';
import { Figure, PredictedFigure, percent } from './figures.tsx';
import { ReliabilityDiagram } from './reliability-diagram.tsx';
import type { RoutingAccuracy } from './routing-types.ts';

const WINDOWS = [
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
] as const;
const asked = {
  hours: parseAsStringLiteral(WINDOWS.map(({ value }) => value)).withDefault('168'),
  of: parseAsString.withDefault(''),
};

const three = (value: number | null) => (value === null ? null : value.toFixed(3));

function Figures({ accuracy }: { accuracy: RoutingAccuracy }) {
  const { n, brier, ece, logLoss, duration, cost } = accuracy;
  return (
    <dl className="flex flex-wrap rounded-panel border bg-panel">
      <Figure name="Brier score" value={three(brier)} note={`0 is perfect, 0.25 a coin · ${n} outcomes`} />
      <Figure name="Calibration error" value={three(ece)} note="mean gap of predicted and observed" />
      <Figure name="Log loss" value={three(logLoss)} note="0 is perfect, 0.693 a coin" />
      <Figure
        name="Durations in interval"
        value={duration.coverage === null ? null : percent(duration.coverage)}
        note={`90 % is right · ${duration.n} measured`}
      />
      <Figure
        name="Costs in interval"
        value={cost.coverage === null ? null : percent(cost.coverage)}
        note={`90 % is right · ${cost.n} measured`}
      />
    </dl>
  );
}

function Predictions({ rows }: { rows: RoutingAccuracy['predictions'] }) {
  if (rows.length === 0)
    return <p className="px-4 py-3 text-base text-ink-2">Nothing was learned yet. Predictions come with the first ended attempts.</p>;
  return (
    <RecordTable columns={['Task type', 'Agent', 'Success', 'Duration', 'Cost', 'Quality']}>
      {rows.map(({ agentId, agentName, taskType, success, durationMs, costUsd, quality }) => (
        <tr key={`${agentId} ${taskType}`}>
          <Td className="whitespace-nowrap">{taskType}</Td>
          <Td className="max-w-48 truncate text-ink">{agentName ?? agentId}</Td>
          <Td className="whitespace-nowrap">
            <PredictedFigure of={success} format={percent} />
          </Td>
          <Td className="whitespace-nowrap">
            <PredictedFigure of={durationMs} format={formatDuration} />
          </Td>
          <Td className="whitespace-nowrap">
            <PredictedFigure of={costUsd} format={(value) => `$${value.toFixed(4)}`} />
          </Td>
          <Td className="whitespace-nowrap">
            <PredictedFigure of={quality} format={percent} />
          </Td>
        </tr>
      ))}
    </RecordTable>
  );
}

function Measured({ accuracy }: { accuracy: RoutingAccuracy }) {
  return (
    <>
      {accuracy.n === 0 && accuracy.predictions.length === 0 ? (
        <EmptyState icon={Target} title="No prediction has met its outcome yet">
          Once attempts end, what was expected of each is held against what came.
        </EmptyState>
      ) : (
        <>
          <Figures accuracy={accuracy} />
          <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <Panel title="Reliability" aside={<span className="text-ink-3 text-small">point size: outcomes</span>}>
              <div className="flex justify-center p-4">
                <ReliabilityDiagram bins={accuracy.bins} />
              </div>
            </Panel>
            <Panel title="Over time" aside={<span className="text-ink-3 text-small">Brier score, lower is better</span>}>
              <div className="p-4">
                <AccuracyOverTime spans={accuracy.overTime} />
              </div>
            </Panel>
          </div>
        </>
      )}
      <Panel title="Expected now" aside={<span className="text-ink-3 text-small">mean, 90 % interval, outcomes behind it</span>}>
        <Predictions rows={accuracy.predictions} />
      </Panel>
    </>
  );
}

/** How well assignments were predicted, and what is expected now. */
export function AccuracyView() {
  const trpc = useTRPC();
  const [{ hours, of }, setAsked] = useQueryStates(asked);
  const types = useQuery(trpc.routing.taskTypes.queryOptions());
  const query = useQuery(trpc.routing.accuracy.queryOptions({ windowHours: Number(hours), ...(of && { taskType: of }) }));
  const named = [...new Set([...(types.data ?? []).map(({ taskType }) => taskType), ...(of ? [of] : [])])];
  return (
    <div className="flex flex-col gap-4 px-6 py-4">
      <div className="flex flex-wrap gap-2">
        <Select label="Window" value={hours} onChange={(next) => void setAsked({ hours: next })} options={WINDOWS} />
        <Select
          label="Task type"
          value={of}
          onChange={(next) => void setAsked({ of: next })}
          options={[{ value: '', label: 'All task types' }, ...named.map((type) => ({ value: type, label: type }))]}
        />
      </div>
      <Loaded query={query} what="The accuracy" rows={12}>
        {(accuracy) => <Measured accuracy={accuracy} />}
      </Loaded>
    </div>
  );
}
