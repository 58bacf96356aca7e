'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { ENOUGH_SAMPLES } from '@/server/core/prediction/prediction.ts';
import { type DecisionRecord, recordedComponents } from '@/server/core/routing/decision-record.ts';
import { FILTER_TEXT } from '@/server/core/routing/explain-decision.ts';
import { CandidateTable } from '../decision/candidate-table.tsx';
import { useShortcut } from '../keys/shortcuts.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { shortId } from '../short-id.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { ATTEMPT_LOOKS } from '../status/status-vocabulary.ts';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { percent } from './figures.tsx';
import type { DecisionView } from './routing-types.ts';
import { ScoreBars } from './score-bars.tsx';

type Recorded = [number, number, number, number];

function expected(of: Recorded | undefined, format: (value: number) => string): string | null {
  if (of === undefined) return null;
  const [mean, low, high, samples] = of;
  if (samples < ENOUGH_SAMPLES) return `not enough data (${Math.round(samples)} outcomes)`;
  return `${format(mean)}, with 90 % between ${format(low)} and ${format(high)} (${Math.round(samples)} outcomes)`;
}

const dollars = (value: number) => `$${value.toFixed(4)}`;

function Prediction({ record }: { record: DecisionRecord }) {
  if (record.v === 1 || record.predicted === undefined)
    return <p className="px-4 py-3 text-base text-ink-2">Nothing was predicted for this assignment: not enough data.</p>;
  const { success, durationMs, costUsd, quality } = record.predicted;
  return (
    <Facts
      className="px-4 py-3"
      rows={[
        ['Success', expected(success, percent)],
        ['Duration', expected(durationMs, formatDuration)],
        ['Cost', expected(costUsd, dollars)],
        ['Quality', expected(quality, percent)],
      ]}
    />
  );
}

function Outcome({ outcome }: { outcome: DecisionView['outcome'] }) {
  if (outcome === null) return <p className="px-4 py-3 text-base text-ink-2">A dry run: nothing was executed.</p>;
  return (
    <Facts
      className="px-4 py-3"
      rows={[
        ['Status', <StatusMark key="status" look={ATTEMPT_LOOKS[outcome.status]} />],
        ['Duration', outcome.durationMs === null ? null : formatDuration(outcome.durationMs)],
        ['Cost', outcome.usage.costUsd === null ? null : dollars(outcome.usage.costUsd)],
        ['Error', outcome.error && `${outcome.error.code}: ${outcome.error.message}`],
      ]}
    />
  );
}

function trialText(record: DecisionRecord, nameOf: (id: string) => string): string | null {
  if (record.v === 1 || record.trial === undefined) return null;
  const { verdict, arm, other } = record.trial;
  if (other === undefined) return `${verdict}; the persona changed nothing here`;
  return `${verdict}; decided ${arm} the persona, otherwise ${nameOf(other)}`;
}

function Choice({ decision, nameOf }: { decision: DecisionView; nameOf: (id: string) => string }) {
  const { record } = decision;
  const told = record.v === 2 ? record : null;
  const left = Object.entries(record.filtered).map(
    ([reason, group]) => `${group.count} ${FILTER_TEXT[reason as keyof typeof FILTER_TEXT]}`,
  );
  return (
    <Facts
      className="px-4 py-3"
      rows={[
        ['Strategy', record.strategy.replaceAll('_', ' ')],
        ['Could take it', `${record.total} of ${record.fleet}`],
        ['Left out', left.length === 0 ? null : left.join(', ')],
        ['Probability', told?.propensity === undefined ? 'not recorded' : percent(told.propensity)],
        ['Routing model', told?.model === undefined ? null : `version ${told.model}`],
        ['In the shadow', told?.shadow && `version ${told.shadow.model} would choose ${nameOf(told.shadow.winner)}`],
        ['Persona trial', trialText(record, nameOf)],
        ['Goal', told?.goal?.replaceAll('_', ' ') ?? null],
        ['Allocation', told?.allocation?.replaceAll('_', ' ') ?? null],
        ['Seed', record.seed],
        ['Policy', record.policy],
      ]}
    />
  );
}

function DecisionBody({ decision }: { decision: DecisionView }) {
  const { record, agentNames, runId, runName, taskKey, taskName } = decision;
  const nameOf = (id: string) => agentNames[id] ?? shortId(id);
  const explored = record.v === 2 && record.explored === true;
  return (
    <div className="flex flex-col gap-4 px-6 pb-8">
      <header className="flex flex-wrap items-center gap-2 pt-3">
        <h2 className="min-w-0 break-words font-semibold text-ink text-lead">
          {taskName ?? taskKey ?? 'Dry run'} → {decision.agentName ?? 'nobody'}
        </h2>
        {explored && <Badge tone="accent">explored</Badge>}
        <span className="text-base text-ink-3">
          {runName !== null && `in ${runName}, `}
          <Ago at={decision.createdAt} />
        </span>
        {runId !== null && (
          <Link
            href={`/runs/${runId}${taskKey === null ? '' : `?tab=tasks&task=${encodeURIComponent(taskKey)}`}`}
            className={buttonClass({ variant: 'secondary' })}
          >
            Open the run
          </Link>
        )}
      </header>
      <ul className="flex list-disc flex-col gap-1 pl-4 text-base text-ink-2 marker:text-ink-3">
        {decision.explanation.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Panel
        title="Factor by factor"
        aside={<span className="text-ink-3 text-small">value × weight, {recordedComponents(record).length} components</span>}
      >
        <div className="flex flex-col gap-4 p-4">
          <ScoreBars record={record} nameOf={nameOf} />
          <CandidateTable record={record} nameOf={nameOf} />
        </div>
      </Panel>
      <div className="grid gap-4 xl:grid-cols-3">
        <Panel title="The choice">
          <Choice decision={decision} nameOf={nameOf} />
        </Panel>
        <Panel title="Expected">
          <Prediction record={record} />
        </Panel>
        <Panel title="What came of it">
          <Outcome outcome={decision.outcome} />
        </Panel>
      </div>
    </div>
  );
}

/** While the attempt goes on, what came of it is read again at most this often. Milliseconds. */
const REFRESH_MS = 1_000;

/** One decision explored: who, why, how likely, and what came of it. */
export function DecisionDetail({ id, onBack }: { id: string; onBack(): void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.decisions.get.queryOptions({ id }, { staleTime: 0 }));
  const open = query.data?.outcome?.status === 'assigned' || query.data?.outcome?.status === 'running';
  useLiveRefresh('runs', open ? [trpc.decisions.get.queryFilter({ id })] : [], REFRESH_MS);
  useShortcut({ keys: 'Escape', label: 'Back to the decisions', group: 'Page' }, onBack);
  return (
    <>
      <div className="px-6 pt-3">
        <Button variant="ghost" onClick={onBack} className="-ml-2">
          <ArrowLeft aria-hidden />
          All decisions
        </Button>
      </div>
      <Loaded query={query} what="This decision" rows={8}>
        {(decision) => <DecisionBody decision={decision} />}
      </Loaded>
    </>
  );
}
