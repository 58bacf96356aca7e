import type { EventKind } from '@/server/core/run/event-filter.ts';
import { Button } from '../ui/button.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { Select } from '../ui/select.tsx';
import type { EventFilterState } from './use-event-filter.ts';

const KINDS: readonly { value: EventKind | 'all'; label: string }[] = [
  { value: 'all', label: 'All events' },
  { value: 'problem', label: 'Problems' },
  { value: 'result', label: 'Results' },
  { value: 'assignment', label: 'Assignments' },
  { value: 'wait', label: 'Waits' },
  { value: 'graph', label: 'Changes of the graph' },
  { value: 'run', label: 'Of the run itself' },
];

interface RunEventFiltersProps {
  state: EventFilterState;
  /** Task that is selected on the page: the events of it alone can be asked for. */
  selected: string | null;
  /** What the list has, in words. */
  counted: string;
}

/** By text, kind and task. All of it stands in the address. */
export function RunEventFilters({ state: { text, kind, task, filtered, change }, selected, counted }: RunEventFiltersProps) {
  const offered = task ?? selected;
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-6 py-2.5">
      <SearchInput label="Event, task or detail" value={text} onChange={(eq) => change({ eq: eq || null })} className="w-44 2xl:w-64" />
      <Select label="Kind of event" value={kind} onChange={(ek) => change({ ek: ek === 'all' ? null : ek })} options={KINDS} />
      {offered !== null && (
        <Button
          aria-pressed={task !== null}
          onClick={() => change({ et: task === null ? selected : null })}
          className="max-w-40 2xl:max-w-64"
        >
          <span className="truncate">Only {offered}</span>
        </Button>
      )}
      {filtered && (
        <Button variant="ghost" onClick={() => change({ eq: null, ek: null, et: null })}>
          Clear
        </Button>
      )}
      <span role="status" className="ml-auto text-ink-3 text-small">
        {counted}
      </span>
    </div>
  );
}
