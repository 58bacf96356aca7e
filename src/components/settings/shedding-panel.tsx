'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Panel } from '../ui/panel.tsx';

const [LEAST, MOST] = [10, 10_000_000];

function SheddingForm({ stored }: { stored: number | null }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [limit, setLimit] = useState(stored === null ? '' : String(stored));
  const save = useMutation(
    trpc.failures.saveSettings.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.failures.settings.queryFilter());
        toast.success('Saved.');
      },
    }),
  );
  const shedAbove = limit.trim() === '' ? null : Number(limit);
  const wrong = shedAbove !== null && !(Number.isInteger(shedAbove) && shedAbove >= LEAST && shedAbove <= MOST);
  const fault = wrong
    ? `A whole number from ${LEAST} to ${MOST.toLocaleString('en')}, or nothing.`
    : save.isError
      ? readProblem(save.error).message
      : null;
  return (
    <form
      className="grid items-start gap-4 p-4 sm:grid-cols-[1fr_auto]"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) save.mutate({ shedAbove });
      }}
    >
      <Field
        label="Tasks in the queue"
        hint="Beyond it tasks of low priority wait, beyond twice of it those of medium, beyond four times those of high priority; critical ones never. Empty: nothing waits for others."
        {...(fault && { fault })}
      >
        {(control) => <Input {...control} inputMode="numeric" value={limit} onChange={(event) => setLimit(event.target.value)} />}
      </Field>
      <Button type="submit" size="md" className="mt-[22px]" busy={save.isPending}>
        Save
      </Button>
    </form>
  );
}

/** From how many waiting tasks on the least important ones wait. Only admins see it. */
export function SheddingPanel() {
  const trpc = useTRPC();
  const admin = useAllowed('admin');
  const query = useQuery(trpc.failures.settings.queryOptions());
  if (!admin) return null;
  return (
    <Panel title="Load shedding">
      <Loaded query={query} what="The limit" rows={1}>
        {({ shedAbove }) => <SheddingForm stored={shedAbove} />}
      </Loaded>
    </Panel>
  );
}
