'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PencilRuler } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import type { JsonObject } from '@/server/core/json.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';

/** How many workflows of like names are looked through. */
const LOOKED_AT = 200;

/** Begins a new workflow with what a run did. @returns false when the browser has no room to hand it over */
async function beginWith(definition: JsonObject): Promise<boolean> {
  // The designer's model is large, and few runs are of no workflow.
  const [{ writeTerse }, { keepBeginning }] = await Promise.all([
    import('../designer/model/terse-definition.ts'),
    import('../designer/model/journal.ts'),
  ]);
  return keepBeginning(localStorage, writeTerse(definition));
}

/** Leads to the designer with the run on its canvas; one of no stored workflow becomes the beginning of a new one. */
export function OpenInDesigner({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { id, workflowId, definition } = run;
  const open = useMutation({
    mutationFn: async (): Promise<Route | null> => {
      const named = trpc.workflows.list.queryOptions({ text: workflowId, limit: LOOKED_AT });
      const { data } = await queryClient.fetchQuery({ ...named, staleTime: 0 });
      if (data.some((workflow) => workflow.id === workflowId)) return `/workflows/${workflowId}/edit?run=${id}` as Route;
      return (await beginWith(definition as JsonObject)) ? '/workflows/new' : null;
    },
    onSuccess: (href) => {
      if (href === null) toast.error('The browser has no room to hand the workflow over.');
      else router.push(href);
    },
    onError: (error) => void toast.error(readProblem(error).message),
  });
  return (
    <Button busy={open.isPending} onClick={() => open.mutate()}>
      <PencilRuler aria-hidden />
      Open in the designer
    </Button>
  );
}
