import { listEvents, listEventsSchema } from '../../use-cases/list-events.ts';
import { receiveEvent, sendEventSchema } from '../../use-cases/receive-event.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

/** Events from outside, not those of a run. */
export const eventsRouter = router({
  list: viewerProcedure.input(listEventsSchema.prefault({})).query(({ ctx, input }) => listEvents(ctx.deps, input)),
  send: operatorProcedure.input(sendEventSchema).mutation(({ ctx, input }) => receiveEvent(ctx.deps, input, ctx.principal)),
});
