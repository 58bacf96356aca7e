import { z } from 'zod';
import { addUser, addUserSchema } from '../../use-cases/add-user.ts';
import { changeUser, changeUserSchema } from '../../use-cases/change-user.ts';
import { listUsers } from '../../use-cases/list-users.ts';
import { removeUser } from '../../use-cases/remove-user.ts';
import { resetPassword } from '../../use-cases/reset-password.ts';
import { adminProcedure, router } from '../trpc.ts';

const byId = z.strictObject({ id: z.uuid() });

export const usersRouter = router({
  /** Everybody who can sign in, and who is locked out. */
  list: adminProcedure.query(({ ctx }) => listUsers(ctx.deps)),
  /** A password that was made is in this answer only. */
  add: adminProcedure.input(addUserSchema).mutation(({ ctx, input }) => addUser(ctx.deps, input, ctx.principal)),
  /** Role and lock; ends the person's sessions. */
  change: adminProcedure
    .input(byId.extend({ change: changeUserSchema }))
    .mutation(({ ctx, input }) => changeUser(ctx.deps, { id: input.id, ...input.change }, ctx.principal)),
  /** The one-time password is in this answer only. */
  resetPassword: adminProcedure.input(byId).mutation(({ ctx, input }) => resetPassword(ctx.deps, input, ctx.principal)),
  remove: adminProcedure.input(byId).mutation(({ ctx, input }) => removeUser(ctx.deps, input, ctx.principal)),
});
