'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { ROUTING_STRATEGIES } from '@/server/core/routing/strategy-names.ts';
import { agentPages } from '../agent/agent-pages.ts';
import { SpanChip } from '../time/span-chip.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import type { DecisionFilter } from './decision-pages.ts';

interface DecisionFiltersProps {
  filter: DecisionFilter;
  onChange(filter: Partial<DecisionFilter>): void;
  paused: boolean;
  onPause(paused: boolean): void;
}

const EMPTY: DecisionFilter = { type: '', agent: '', strategy: '', choice: '', from: null, to: null };

/** By type, agent, strategy and chance. All of it stands in the address. */
export function DecisionFilters({ filter, onChange, paused, onPause }: DecisionFiltersProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const types = useQuery(trpc.routing.taskTypes.queryOptions());
  const agents = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: true }));
  const named = [...new Set([...(types.data ?? []).map(({ taskType }) => taskType), ...(filter.type ? [filter.type] : [])])];
  return (
    <div className="flex flex-wrap items-center gap-2 px-6 py-3">
      <Select
        label="Task type"
        value={filter.type}
        onChange={(type) => onChange({ type })}
        options={[{ value: '', label: 'All task types' }, ...named.map((type) => ({ value: type, label: type }))]}
        className="max-w-52"
      />
      <Select
        label="Agent"
        value={filter.agent}
        onChange={(agent) => onChange({ agent })}
        options={[{ value: '', label: 'All agents' }, ...(agents.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        className="max-w-52"
      />
      <Select
        label="Strategy"
        value={filter.strategy}
        onChange={(strategy) => onChange({ strategy })}
        options={[
          { value: '', label: 'All strategies' },
          ...ROUTING_STRATEGIES.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
        ]}
      />
      <Select
        label="Choice"
        value={filter.choice}
        onChange={(choice) => onChange({ choice })}
        options={[
          { value: '', label: 'Best and explored' },
          { value: 'best', label: 'Best looking only' },
          { value: 'explored', label: 'Explored only' },
        ]}
      />
      <SpanChip word="Made" from={filter.from} to={filter.to} onClear={() => onChange({ from: null, to: null })} />
      {Object.values(filter).some(Boolean) && (
        <Button variant="ghost" onClick={() => onChange(EMPTY)}>
          Clear
        </Button>
      )}
      <Button variant="ghost" className="ml-auto" aria-pressed={paused} onClick={() => onPause(!paused)}>
        {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {paused ? 'Go live' : 'Pause'}
      </Button>
    </div>
  );
}
