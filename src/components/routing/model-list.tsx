'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ModelCard } from './model-card.tsx';

function Retrain() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const retrain = useMutation(
    trpc.routing.retrain.mutationOptions({
      onSuccess: ({ version }) => {
        void queryClient.invalidateQueries(trpc.routing.models.queryFilter());
        toast.success(`Version ${version} was refitted from history and is a draft.`);
      },
    }),
  );
  return (
    <>
      <div className="flex items-center justify-between gap-4">
        <p className="text-base text-ink-2">
          Retraining tries how long to remember on the last 30 days, and tells what it is worth on decisions it was not chosen by.
        </p>
        <Button variant="primary" busy={retrain.isPending} onClick={() => retrain.mutate({})}>
          Retrain
        </Button>
      </div>
      {retrain.isError && <Banner tone="wait">{readProblem(retrain.error).message}</Banner>}
    </>
  );
}

/** Every version of the router's settings, and how one comes into use. */
export function ModelList() {
  const trpc = useTRPC();
  const mayChange = useAllowed('operator');
  const query = useQuery(trpc.routing.models.queryOptions());
  return (
    <div className="flex max-w-[1080px] flex-col gap-4 px-6 py-4">
      {mayChange && <Retrain />}
      <Loaded query={query} what="The models" rows={6}>
        {(models) => models.map((model) => <ModelCard key={model.version} model={model} />)}
      </Loaded>
    </div>
  );
}
