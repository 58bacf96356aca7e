import { tracked } from '@trpc/server';
import { openLiveStream, openLiveStreamSchema } from '../../use-cases/open-live-stream.ts';
import { router, viewerProcedure } from '../trpc.ts';

export const liveRouter = router({
  /** Everything a tab watches, over one connection; resumes where it broke. */
  stream: viewerProcedure.input(openLiveStreamSchema).subscription(async function* ({ ctx, input, signal }) {
    const caller = { principal: ctx.principal, signal: signal ?? new AbortController().signal };
    for await (const { id, message } of openLiveStream(ctx.deps, input, caller)) yield tracked(id, message);
  }),
});
