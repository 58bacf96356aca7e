import { listUsers } from '../../use-cases/list-users.ts';
import { adminProcedure, router } from '../trpc.ts';

export const usersRouter = router({
  /** Everybody who can sign in. */
  list: adminProcedure.query(({ ctx }) => listUsers(ctx.deps)),
});
