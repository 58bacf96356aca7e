'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { STRATEGY_WEIGHTS } from '@/server/core/routing/strategies.ts';
import { ROUTING_STRATEGIES } from '@/server/core/routing/strategy-names.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useRested } from '../time/use-rested.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { type Percents, toPercents, toWeights } from './balance-weights.ts';
import { SaveModelDialog } from './save-model-dialog.tsx';
import { WeightEditor } from './weight-editor.tsx';
import { WhatIfResult } from './what-if-result.tsx';

/** A slider gives a value per pixel; the replay waits until the hand rests, ms. */
const REST_MS = 250;
const COUNTS = ['200', '1000', '5000'] as const;

function Replayed({ percents, limit, taskType }: { percents: Percents; limit: number; taskType: string }) {
  const trpc = useTRPC();
  const input = { weights: toWeights(percents), limit, ...(taskType && { taskType }) };
  const query = useQuery(trpc.routing.whatIf.queryOptions(input, { placeholderData: keepPreviousData }));
  return (
    <Loaded query={query} what="The replay" rows={6}>
      {(answer) =>
        answer.decisions === 0 ? (
          <EmptyState icon={FlaskConical} title="There is nothing to replay">
            Decisions are replayed with the weights on the left as soon as tasks have been assigned.
          </EmptyState>
        ) : (
          <WhatIfResult answer={answer} />
        )
      }
    </Loaded>
  );
}

/** Other weights, and what they would have done with the newest decisions. */
export function WhatIfView() {
  const trpc = useTRPC();
  const mayChange = useAllowed('operator');
  const types = useQuery(trpc.routing.taskTypes.queryOptions());
  const [strategy, setStrategy] = useState<(typeof ROUTING_STRATEGIES)[number]>('hybrid_intelligence');
  const [percents, setPercents] = useState(() => toPercents(STRATEGY_WEIGHTS.hybrid_intelligence));
  const [limit, setLimit] = useState<(typeof COUNTS)[number]>('1000');
  const [taskType, setTaskType] = useState('');
  const models = useQuery(trpc.routing.models.queryOptions());
  const own = models.data?.find(({ status }) => status === 'active')?.config.weights;
  const [saving, setSaving] = useState(false);
  const rested = useRested(percents, REST_MS);
  return (
    <div className="grid gap-4 px-6 py-4 lg:grid-cols-[minmax(380px,2fr)_minmax(0,3fr)]">
      <Panel
        title="Weights"
        className="self-start"
        aside={
          <Select
            label="Start from the strategy"
            value={strategy}
            onChange={(next) => {
              setStrategy(next);
              setPercents(toPercents(own?.[next] ?? STRATEGY_WEIGHTS[next]));
            }}
            options={ROUTING_STRATEGIES.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          />
        }
      >
        <div className="flex flex-col gap-4 p-4">
          <WeightEditor percents={percents} onChange={setPercents} />
          <div className="flex items-center justify-between gap-3">
            <span className="text-ink-3 text-small">The sum stays 100 %: the others make room.</span>
            {mayChange && (
              <Button variant="primary" onClick={() => setSaving(true)}>
                Save as model version
              </Button>
            )}
          </div>
        </div>
      </Panel>
      <Panel
        title="What if"
        aside={
          <span className="flex gap-2">
            <Select
              label="Task type"
              value={taskType}
              onChange={setTaskType}
              options={[
                { value: '', label: 'All task types' },
                ...(types.data ?? []).map(({ taskType }) => ({ value: taskType, label: taskType })),
              ]}
            />
            <Select
              label="Decisions"
              value={limit}
              onChange={setLimit}
              options={COUNTS.map((value) => ({ value, label: `Last ${Number(value).toLocaleString('en')}` }))}
            />
          </span>
        }
      >
        <Replayed percents={rested} limit={Number(limit)} taskType={taskType} />
      </Panel>
      {saving && <SaveModelDialog strategy={strategy} weights={toWeights(percents)} onClose={() => setSaving(false)} />}
    </div>
  );
}
