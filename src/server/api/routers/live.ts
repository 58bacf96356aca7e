import { TRPCError, tracked } from '@trpc/server';
import { isHiveError } from '../../core/errors.ts';
import { notePaints, notePaintsSchema, openLiveStream, openLiveStreamSchema } from '../../use-cases/open-live-stream.ts';
import { ERROR_MAP } from '../error-map.ts';
import { router, viewerProcedure } from '../trpc.ts';

/** What ends a stream after it began is out of the reach of the procedure's error map. */
function streamError(error: unknown): unknown {
  return isHiveError(error) ? new TRPCError({ code: ERROR_MAP[error.code].trpc, message: error.message, cause: error }) : error;
}

export const liveRouter = router({
  /** How old events were when the browser showed them: a measurement, nothing is stored. */
  notePaints: viewerProcedure.input(notePaintsSchema).mutation(({ ctx, input }) => notePaints(ctx.deps, input)),
  /** Everything a tab watches, over one connection; resumes where it broke. */
  stream: viewerProcedure.input(openLiveStreamSchema).subscription(async function* ({ ctx, input, signal }) {
    const caller = { principal: ctx.principal, signal: signal ?? new AbortController().signal };
    try {
      for await (const { id, message } of openLiveStream(ctx.deps, input, caller)) yield tracked(id, message);
    } catch (error) {
      throw streamError(error);
    }
  }),
});
