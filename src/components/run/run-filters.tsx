'use client';
import { useQuery } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { RUN_STATUSES, type RunStatus } from '@/server/core/run/state.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { SpanChip } from '../time/span-chip.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { SearchInput } from '../ui/search-input.tsx';
import { Select } from '../ui/select.tsx';
import { isNarrowed, NO_RUN_FILTER, type RunFilter } from './run-filter.ts';
import { workflowOptions } from './workflow-options.ts';

interface RunFiltersProps {
  filter: RunFilter;
  onChange(filter: Partial<RunFilter>): void;
}

/** By text, status, workflow and who is waited for. All of it stands in the address. */
export function RunFilters({ filter, onChange }: RunFiltersProps) {
  const trpc = useTRPC();
  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: 200 }));
  const toggle = (status: RunStatus) =>
    onChange({ status: filter.status.includes(status) ? filter.status.filter((each) => each !== status) : [...filter.status, status] });
  const names = workflows.data?.data ?? [];
  const unlisted = filter.workflow !== '' && !names.some(({ id }) => id === filter.workflow);
  return (
    <div className="flex flex-wrap items-center gap-2 px-6 pb-3">
      {/* All of it stands in one line at 1280: what is cleared must not move the list. */}
      <SearchInput label="Name or workflow" value={filter.q} onChange={(q) => onChange({ q })} className="w-44 2xl:w-64" />
      <fieldset className="flex items-center gap-0.5 rounded-control border p-0.5">
        <legend className="sr-only">Status</legend>
        {RUN_STATUSES.filter((status) => status !== 'created').map((status) => {
          const on = filter.status.includes(status);
          return (
            <button
              key={status}
              type="button"
              aria-pressed={on}
              onClick={() => toggle(status)}
              className={cn(
                'flex h-6 items-center gap-1.5 rounded-[4px] px-2 text-small',
                on ? 'bg-raised font-medium text-ink' : 'text-ink-3 hover:text-ink',
              )}
            >
              <StatusIcon look={{ ...RUN_LOOKS[status], turning: false }} className="size-3" />
              {RUN_LOOKS[status].word}
            </button>
          );
        })}
      </fieldset>
      <Button aria-pressed={filter.person} onClick={() => onChange({ person: !filter.person })}>
        <UserRound aria-hidden />
        Waits for a person
      </Button>
      <Select
        label="Workflow"
        value={filter.workflow}
        onChange={(workflow) => onChange({ workflow })}
        options={[
          { value: '', label: 'All workflows' },
          ...workflowOptions(names),
          ...(unlisted ? [{ value: filter.workflow, label: filter.workflow }] : []),
        ]}
        className="max-w-44 2xl:max-w-56"
      />
      <SpanChip word="Ended" from={filter.from} to={filter.to} onClear={() => onChange({ from: null, to: null })} />
      {isNarrowed(filter) && (
        <Button variant="ghost" onClick={() => onChange(NO_RUN_FILTER)}>
          Clear
        </Button>
      )}
    </div>
  );
}
