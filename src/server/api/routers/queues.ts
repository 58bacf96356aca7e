import { listSchedulers } from '../../use-cases/list-schedulers.ts';
import { pauseQueue, queuePauseSchema, resumeQueue } from '../../use-cases/pause-queue.ts';
import { readQueues } from '../../use-cases/read-queues.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';

/** What waits, how fast it goes, and what happens by itself. */
export const queuesRouter = router({
  state: viewerProcedure.query(({ ctx }) => readQueues(ctx.deps)),
  schedulers: viewerProcedure.query(({ ctx }) => listSchedulers(ctx.deps)),
  pause: adminProcedure.input(queuePauseSchema).mutation(({ ctx, input }) => pauseQueue(ctx.deps, input, ctx.principal)),
  resume: adminProcedure.input(queuePauseSchema).mutation(({ ctx, input }) => resumeQueue(ctx.deps, input, ctx.principal)),
});
