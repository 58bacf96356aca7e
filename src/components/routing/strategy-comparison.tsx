'use client';
import { useQuery } from '@tanstack/react-query';
import { Split } from 'lucide-react';
import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Loaded } from '../loaded.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { componentFill, componentWord } from './component-colours.ts';
import type { StrategyChoice } from './routing-types.ts';

const asked = { compare: parseAsString.withDefault(''), needs: parseAsString.withDefault('') };

const listed = (text: string) => text.split(',').flatMap((name) => name.trim() || []);

function WeightBar({ weights }: { weights: StrategyChoice['weights'] }) {
  const entries = Object.entries(weights).sort(([, a], [, b]) => b - a);
  const told = entries.map(([name, weight]) => `${componentWord(name)} ${Math.round(weight * 100)} %`).join(', ');
  return (
    <span className="flex h-3 w-full overflow-hidden rounded bg-raised" role="img" aria-label={told} title={told}>
      {entries.map(([name, weight]) => (
        <span key={name} style={{ width: `${weight * 100}%`, ...componentFill(name) }} />
      ))}
    </span>
  );
}

function ScoreBar({ score }: { score: number }) {
  return (
    <span className="flex items-center gap-2">
      <span className="h-1.5 w-20 overflow-hidden rounded-full bg-raised">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${score * 100}%` }} />
      </span>
      {score.toFixed(3)}
    </span>
  );
}

function StrategyRow({ choice }: { choice: StrategyChoice }) {
  const { strategy, agentId, agentName, score, reason, candidates, weights } = choice;
  const others = candidates.slice(1).map((each) => `${each.agentName ?? each.agentId} ${each.score.toFixed(3)}`);
  const [heaviest] = Object.entries(weights).sort(([, a], [, b]) => b - a);
  return (
    <tr>
      <Td className="whitespace-nowrap font-medium text-ink">{strategy.replaceAll('_', ' ')}</Td>
      <Td className="max-w-48 truncate text-ink">{agentName ?? agentId ?? <span className="text-wait">{reason}</span>}</Td>
      <Td>{score === null ? '–' : <ScoreBar score={score} />}</Td>
      <Td className="w-1/4">
        <WeightBar weights={weights} />
      </Td>
      <Td className="whitespace-nowrap text-ink-3">
        {heaviest ? `${componentWord(heaviest[0])} ${Math.round(heaviest[1] * 100)} %` : 'nothing is known'}
      </Td>
      <Td className="max-w-56 truncate text-ink-3" title={others.join(', ')}>
        {others.join(', ') || 'nobody else'}
      </Td>
    </tr>
  );
}

function Compared({ type, requiredCapabilities }: { type: string; requiredCapabilities: string[] }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.routing.strategies.queryOptions({ taskType: type, requiredCapabilities }));
  return (
    <Loaded query={query} what="The comparison" rows={12}>
      {({ strategies }) => {
        const chosen = new Set(strategies.flatMap(({ agentId }) => agentId ?? []));
        return (
          <Panel
            title={`Twelve strategies on "${type}"`}
            aside={
              <span className="min-w-0 truncate text-ink-3 text-small" title={requiredCapabilities.join(', ')}>
                {requiredCapabilities.length === 0 ? 'asks for no capability' : `asks for ${requiredCapabilities.join(', ')}`} ·{' '}
                {chosen.size === 1 ? 'all agree' : `${chosen.size} different agents`}
              </span>
            }
          >
            <RecordTable columns={['Strategy', 'Would choose', 'Score', 'Weights', 'Looks at most', 'Then']}>
              {strategies.map((choice) => (
                <StrategyRow key={choice.strategy} choice={choice} />
              ))}
            </RecordTable>
            <p className="border-t px-4 py-2 text-ink-3 text-small">
              On the fleet as it is at this moment. A weight is left out where nothing is known of anybody. Nothing was assigned.
            </p>
          </Panel>
        );
      }}
    </Loaded>
  );
}

/** Whom each strategy would choose for a kind of task. */
export function StrategyComparison() {
  const trpc = useTRPC();
  const types = useQuery(trpc.routing.taskTypes.queryOptions());
  const [{ compare, needs }, setAsked] = useQueryStates(asked);
  const [form, setForm] = useState({ type: compare, needs });
  const recent = types.data ?? [];
  const type = compare || recent[0]?.taskType || '';
  const usualOf = (name: string) => recent.find(({ taskType }) => taskType === name)?.requiredCapabilities ?? [];
  return (
    <div className="flex flex-col gap-4 px-6 py-4">
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void setAsked({ compare: form.type.trim(), needs: form.needs.trim() });
        }}
      >
        <Field label="Task type">
          {(control) => (
            <Input
              {...control}
              list="recent-task-types"
              value={form.type}
              placeholder={recent[0]?.taskType ?? 'code_review'}
              onChange={(event) => setForm((now) => ({ ...now, type: event.target.value }))}
            />
          )}
        </Field>
        <datalist id="recent-task-types">
          {recent.map(({ taskType }) => (
            <option key={taskType} value={taskType} />
          ))}
        </datalist>
        <Field label="Required capabilities, with commas">
          {(control) => (
            <Input
              {...control}
              className="w-72"
              value={form.needs}
              placeholder={usualOf(form.type.trim() || type).join(', ') || 'none'}
              onChange={(event) => setForm((now) => ({ ...now, needs: event.target.value }))}
            />
          )}
        </Field>
        <Button type="submit" size="md">
          Compare
        </Button>
      </form>
      {type === '' ? (
        <EmptyState icon={Split} title="Which kind of task?">
          Name a task type: every strategy says whom it would give such a task to now, and by which weights.
        </EmptyState>
      ) : (
        <Compared type={type} requiredCapabilities={needs === '' ? usualOf(type) : listed(needs)} />
      )}
    </div>
  );
}
