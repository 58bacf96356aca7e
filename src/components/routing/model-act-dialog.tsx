'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { MAX_CANARY_SHARE, type RolloutAct } from '@/server/core/routing/rollout.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';

/** What each act is called, and what follows from it. */
export const ACT_WORDS: Record<RolloutAct, { verb: string; consequence: string }> = {
  shadow: { verb: 'Shadow', consequence: 'It decides every task too, without effect: decisions note whom it would choose.' },
  canary: { verb: 'Canary', consequence: 'It decides for a share of the runs. A run is never split between two models.' },
  promote: {
    verb: 'Promote',
    consequence: 'It decides for every run from now on. The active version is retired and can be rolled back to.',
  },
  roll_back: { verb: 'Roll back', consequence: 'The version that was active before decides again, at once.' },
  discard: { verb: 'Discard', consequence: 'It is given up for good. Its figures stay.' },
};

/** One step of a rollout, with its reach and a reason. */
export function ModelActDialog({ version, act, onClose }: { version: number; act: RolloutAct; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [share, setShare] = useState('10');
  const rollOut = useMutation(
    trpc.routing.rollOut.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.routing.models.queryFilter());
        toast.success(`${ACT_WORDS[act].verb}: done for version ${version}.`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={`${ACT_WORDS[act].verb} version ${version}`}
      description={ACT_WORDS[act].consequence}
      submit={ACT_WORDS[act].verb}
      busy={rollOut.isPending}
      fault={rollOut.isError ? readProblem(rollOut.error).message : null}
      onSubmit={() => rollOut.mutate({ version, act, reason, ...(act === 'canary' && { share: Number(share) / 100 }) })}
      onClose={onClose}
    >
      {act === 'canary' && (
        <Field label="Share of runs, per cent" hint={`Above 0, at most ${MAX_CANARY_SHARE * 100}.`}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={MAX_CANARY_SHARE * 100}
              value={share}
              onChange={(event) => setShare(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label="Reason" hint="Kept in the audit.">
        {(control) => <Input {...control} required value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
