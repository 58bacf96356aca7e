'use client';
import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { SUBJECT_KINDS } from '@/server/core/access/subject-place.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import { activityParsers } from './activity-parsers.ts';

const TIMES = [
  { value: '0', label: 'Any time' },
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
] as const;

/** What is chosen stays among the choices, even where nobody offers it. */
const withChosen = (options: { value: string; label: string }[], chosen: string) =>
  options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }];

/** By who, what, on what and when. All of it stands in the address. */
export function AuditFilters() {
  const trpc = useTRPC();
  const [{ actor, action, on, hours }, setPlace] = useQueryStates(activityParsers);
  const { data } = useQuery(trpc.audit.choices.queryOptions(undefined, { staleTime: 0 }));
  const actors = [{ value: '', label: 'Everybody' }, ...(data?.actors ?? []).map(({ id, name }) => ({ value: id, label: name }))];
  const actions = [{ value: '', label: 'Every act' }, ...(data?.actions ?? []).map((each) => ({ value: each, label: each }))];
  const kinds = [
    { value: '', label: 'On anything' } as const,
    ...SUBJECT_KINDS.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  ];
  const filtered = actor !== '' || action !== '' || on !== '' || hours > 0;
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <Select
        label="Who"
        value={actor}
        onChange={(next) => void setPlace({ actor: next })}
        options={withChosen(actors, actor)}
        className="max-w-56"
      />
      <Select label="Act" value={action} onChange={(next) => void setPlace({ action: next })} options={withChosen(actions, action)} />
      <Select label="On" value={on} onChange={(next) => void setPlace({ on: next })} options={kinds} />
      <Select
        label="When"
        value={String(hours)}
        onChange={(next) => void setPlace({ hours: Number(next) })}
        options={withChosen([...TIMES], String(hours))}
      />
      {filtered && (
        <Button variant="ghost" onClick={() => void setPlace({ actor: '', action: '', on: '', hours: 0 })}>
          Clear
        </Button>
      )}
    </div>
  );
}
