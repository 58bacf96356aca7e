'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { toast } from 'sonner';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { Figure, percent } from '../routing/figures.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

type Actions = RouterOutputs['predictions']['actions'];
const REFRESH_MS = 10_000;

const STATES: Record<Actions['state'], string> = {
  off: 'Nothing is done about predictions. Acting takes slots from agents that have done nothing wrong yet, so it waits for your threshold.',
  too_few: 'Nothing is done yet: 200 predictions have to come to their end first.',
  not_better: 'Nothing is done: predictions are no better than going by the last call.',
  acting:
    'Who is predicted to fail keeps half of its slots, or gets only what nobody else can take, for ten minutes at most. One in five is left alone by lot, to compare with.',
};

function Effect({ actions: { effect, treated, control } }: { actions: Actions }) {
  const note = ({ acts, attempts, failures }: Actions['treated']) => `${failures} of ${attempts} attempts failed, ${acts} acts`;
  const rate = ({ attempts, failures }: Actions['treated']) => (attempts === 0 ? null : percent(failures / attempts));
  const points = (value: number) => `${value > 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)} points`;
  return (
    <dl className="flex flex-wrap rounded-panel border bg-panel">
      <Figure name="Acted on" value={rate(treated)} note={note(treated)} />
      <Figure name="Left alone" value={rate(control)} note={note(control)} />
      <Figure
        name="Failures, by acting"
        value={effect && points(effect.lowered)}
        note={
          effect ? `90 %: ${points(effect.interval[0])} to ${points(effect.interval[1])}` : 'not enough data: 30 attempts on either side'
        }
      />
    </dl>
  );
}

function Rules({ rules }: Pick<Actions, 'rules'>) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [threshold, setThreshold] = useState(rules.actAbove === null ? '' : String(Math.round(rules.actAbove * 100)));
  const [share, setShare] = useState(String(Math.round(rules.maxShare * 100)));
  const save = useMutation(
    trpc.predictions.saveActions.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.predictions.actions.queryFilter());
        toast.success('Saved.');
      },
    }),
  );
  const [above, most] = [threshold.trim() === '' ? null : Number(threshold) / 100, Number(share) / 100];
  const wrongThreshold = above !== null && !(above >= 0.5 && above <= 1);
  const wrongShare = share.trim() === '' || !(most >= 0 && most <= 0.5);
  return (
    <form
      className="grid items-start gap-4 sm:grid-cols-[1fr_1fr_auto]"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrongThreshold && !wrongShare) save.mutate({ actAbove: above, maxShare: most });
      }}
    >
      <Field label="Act from, %" hint="Empty: nothing is done." {...(wrongThreshold && { fault: 'A number from 50 to 100, or nothing.' })}>
        {(control) => <Input {...control} inputMode="numeric" value={threshold} onChange={(event) => setThreshold(event.target.value)} />}
      </Field>
      <Field
        label="Of a pool at most, %"
        hint="Agents without a pool are one."
        {...(wrongShare && { fault: 'A number from 0 to 50.' })}
        {...(save.isError && { fault: readProblem(save.error).message })}
      >
        {(control) => <Input {...control} inputMode="numeric" value={share} onChange={(event) => setShare(event.target.value)} />}
      </Field>
      <Button type="submit" size="md" className="mt-[22px]" busy={save.isPending}>
        Save
      </Button>
    </form>
  );
}

function Recent({ recent }: Pick<Actions, 'recent'>) {
  return (
    <RecordTable columns={['Agent', 'Predicted', 'Done', 'When', { title: 'Failed since', numeric: true }]}>
      {recent.map(({ id, agentId, agentName, probability, treated, beganAt, liftedAt, attempts, failures }) => (
        <tr key={id}>
          <Td>
            <Link href={`/agents/${agentId}`} className="font-medium text-ink hover:underline">
              {agentName}
            </Link>
          </Td>
          <Td>{percent(probability)}</Td>
          <Td>{treated ? (liftedAt === null ? 'fewer slots' : 'fewer slots, lifted early') : 'left alone, by lot'}</Td>
          <Td>
            <Ago at={beganAt} />
          </Td>
          <Td className="text-right">{attempts === null ? <span className="text-ink-3">not over</span> : `${failures} of ${attempts}`}</Td>
        </tr>
      ))}
    </RecordTable>
  );
}

/** What is done about predictions, by which rules, and whether it helped. */
export function PredictionActionsPanel() {
  const trpc = useTRPC();
  const admin = useAllowed('admin');
  const query = useQuery(trpc.predictions.actions.queryOptions());
  useLiveRefresh('agents', [trpc.predictions.actions.queryFilter()], REFRESH_MS);
  return (
    <Panel title="What is done about them">
      <Loaded query={query} what="What is done about predictions" rows={3}>
        {(actions) => (
          <div className="flex flex-col gap-4 p-4">
            <p className="text-base text-ink-2">{STATES[actions.state]}</p>
            {admin && <Rules rules={actions.rules} />}
            {actions.recent.length > 0 && (
              <>
                <Effect actions={actions} />
                <Recent recent={actions.recent} />
              </>
            )}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
