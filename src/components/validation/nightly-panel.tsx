'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { BENCHMARK_TYPES, SEVERITIES } from '@/server/core/validation/benchmark.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SEVERITY_WORDS, TYPE_WORDS } from './validation-words.ts';

type Nightly = RouterOutputs['validations']['nightly'];

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00 UTC` }));

function NightlyForm({ nightly }: { nightly: Nightly }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(nightly);
  const save = useMutation(
    trpc.validations.setNightly.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.validations.nightly.queryKey(), saved);
        toast.success('Saved');
      },
    }),
  );
  const toggle = (type: Nightly['types'][number], on: boolean) =>
    setDraft({ ...draft, types: BENCHMARK_TYPES.filter((each) => (each === type ? on : draft.types.includes(each))) });
  return (
    <form
      className="flex flex-col gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      <label className="flex items-center gap-2 text-base text-ink">
        <input
          type="checkbox"
          className="accent-ink"
          checked={draft.enabled}
          onChange={(event) => setDraft({ ...draft, enabled: event.target.checked })}
        />
        Run benchmarks every night
      </label>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="From"
          value={String(draft.hour)}
          onChange={(hour) => setDraft({ ...draft, hour: Number(hour) })}
          options={HOURS}
        />
        <SelectField
          label="Severity"
          value={draft.severity}
          onChange={(severity) => setDraft({ ...draft, severity })}
          options={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
        />
      </div>
      <fieldset className="grid gap-1 sm:grid-cols-4">
        <legend className="mb-1 font-medium text-ink-2 text-small">One after another</legend>
        {BENCHMARK_TYPES.map((type) => (
          <label key={type} className="flex items-center gap-2 text-base text-ink-2">
            <input
              type="checkbox"
              className="accent-ink"
              checked={draft.types.includes(type)}
              onChange={(event) => toggle(type, event.target.checked)}
            />
            {TYPE_WORDS[type]}
          </label>
        ))}
      </fieldset>
      {save.isError && (
        <p role="alert" className="text-fail text-small">
          {readProblem(save.error).message}
        </p>
      )}
      <div>
        <Button type="submit" busy={save.isPending} disabled={draft.types.length === 0}>
          Save
        </Button>
      </div>
    </form>
  );
}

function say({ enabled, hour, severity, types }: Nightly): string {
  if (!enabled) return 'No benchmark runs by itself.';
  return `From ${String(hour).padStart(2, '0')}:00 UTC, ${severity}: ${types.map((type) => TYPE_WORDS[type]).join(', ')}.`;
}

/** What the validator does by night; for admins, with the form. */
export function NightlyPanel() {
  const trpc = useTRPC();
  const admin = useAllowed('admin');
  const query = useQuery(trpc.validations.nightly.queryOptions());
  return (
    <Panel title="By night">
      <Loaded query={query} what="The night" rows={3}>
        {(nightly) => (admin ? <NightlyForm nightly={nightly} /> : <p className="p-4 text-base text-ink-2">{say(nightly)}</p>)}
      </Loaded>
    </Panel>
  );
}
