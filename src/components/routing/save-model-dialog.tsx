'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import type { Weights } from '@/server/core/routing/weights.ts';
import type { ROUTING_STRATEGIES } from '@/server/core/workflow/definition.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';

interface SaveModelDialogProps {
  strategy: (typeof ROUTING_STRATEGIES)[number];
  weights: Weights;
  onClose(): void;
}

/** Stores weights for a strategy as a draft: the active model with this one change. */
export function SaveModelDialog({ strategy, weights, onClose }: SaveModelDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const models = useQuery(trpc.routing.models.queryOptions());
  const save = useMutation(
    trpc.routing.createModel.mutationOptions({
      onSuccess: ({ version }) => {
        void queryClient.invalidateQueries(trpc.routing.models.queryFilter());
        toast.success(`Version ${version} is a draft. Roll it out under Models.`);
        onClose();
      },
    }),
  );
  const config = models.data?.find(({ status }) => status === 'active')?.config;
  return (
    <FormDialog
      title="Save as model version"
      description={`The active model, with these weights for the strategy ${strategy.replaceAll('_', ' ')}. A draft decides nothing yet.`}
      submit="Save draft"
      busy={save.isPending || models.isPending}
      fault={save.isError ? readProblem(save.error).message : models.isError ? readProblem(models.error).message : null}
      onSubmit={() => {
        if (config) save.mutate({ config: { ...config, weights: { ...config.weights, [strategy]: weights } }, note });
      }}
      onClose={onClose}
    >
      <Field label="Why">
        {(control) => <Input {...control} required value={note} onChange={(event) => setNote(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
