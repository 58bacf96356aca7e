'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { InjectionView } from '@/server/core/chaos/injection.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';

/** Ends a fault before its time; for admins, nothing for others. */
export function EndFaultButton({ injection }: { injection: InjectionView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const allowed = useAllowed('admin');
  const end = useMutation(
    trpc.chaos.end.mutationOptions({
      onError: (error) => toast.error(readProblem(error).message),
      onSettled: () => queryClient.invalidateQueries(trpc.chaos.pathFilter()),
    }),
  );
  if (!allowed) return null;
  return (
    <Button variant="ghost" busy={end.isPending} onClick={() => end.mutate({ id: injection.id })}>
      End now
    </Button>
  );
}
