'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { useAgentNames } from '../agent/use-agent-names.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MoveTable, Spread } from './move-table.tsx';

const movesInWords = (count: number) => (count === 1 ? '1 task' : `${count} tasks`);

/** Plans moves first, shows them, and applies what still holds when asked. */
export function RebalanceDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const nameOf = useAgentNames();
  const plan = useMutation(trpc.load.optimize.mutationOptions());
  const apply = useMutation(
    trpc.load.optimize.mutationOptions({
      onSuccess: ({ applied }) => {
        toast.success(applied === 0 ? 'Nothing was left to move.' : `Moved ${movesInWords(applied)}.`);
        void queryClient.invalidateQueries(trpc.load.pathFilter());
        onClose();
      },
    }),
  );
  const ask = useRef(plan.mutate);
  useEffect(() => ask.current({ dry_run: true }), []);
  const moves = plan.data?.moves.length ?? 0;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title="Rebalance the fleet"
      description="Tasks that an overloaded agent has not begun go to agents with room that can do them. Nothing that runs is touched."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {moves > 0 ? 'Leave it' : 'Close'}
          </Button>
          {moves > 0 && (
            <Button variant="primary" busy={apply.isPending} onClick={() => apply.mutate({ dry_run: false })}>
              Move {movesInWords(moves)}
            </Button>
          )}
        </>
      }
    >
      <Loaded query={{ ...plan, refetch: () => plan.mutate({ dry_run: true }) }} what="The plan">
        {(planned) =>
          planned.moves.length === 0 ? (
            <p className="text-base text-ink-2">
              Nothing to move: no overloaded agent holds a task it has not begun, or nobody with room could take one at a gain.
            </p>
          ) : (
            <div className="flex flex-col gap-3">
              <Spread before={planned.varianceBefore} after={planned.varianceAfter} />
              <MoveTable moves={planned.moves} nameOf={nameOf} />
            </div>
          )
        }
      </Loaded>
      {apply.isError && (
        <p role="alert" className="mt-3 text-base text-fail">
          {readProblem(apply.error).message}
        </p>
      )}
    </Dialog>
  );
}
