import { addUser, addUserSchema } from '../../use-cases/add-user.ts';
import { listUsers } from '../../use-cases/list-users.ts';
import { adminProcedure, router } from '../trpc.ts';

export const usersRouter = router({
  /** Everybody who can sign in. */
  list: adminProcedure.query(({ ctx }) => listUsers(ctx.deps)),

  add: adminProcedure.input(addUserSchema).mutation(({ ctx, input }) => addUser(ctx.deps, { ...input, ip: ctx.ip }, ctx.principal)),
});
