'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, KeyRound, Lock, LockOpen, Trash2, UserCog } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import type { Role } from '@/server/core/access/principal.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { readProblem } from '../problem.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { OneTimePasswordDialog } from './one-time-password-dialog.tsx';
import { RoleField } from './role-field.tsx';

export type Person = RouterOutputs['users']['list'][number];
type Act = 'role' | 'lock' | 'unlock' | 'reset' | 'remove';

const CONFIRMED = {
  lock: { verb: 'Lock out', danger: true, consequence: 'Their sessions end at once and they cannot sign in until you let them in again.' },
  unlock: { verb: 'Let in again', danger: false, consequence: 'They can sign in again with the password they had.' },
  reset: { verb: 'Reset password', danger: true, consequence: 'Their sessions end at once. You get a one-time password to hand on.' },
  remove: { verb: 'Remove', danger: true, consequence: 'They are signed out and gone for good. What they did keeps their name.' },
} as const;

/** What an admin may do to somebody else, behind one button. */
export function PersonActs({ person }: { person: Person }) {
  const { id, name, banned } = person;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [act, setAct] = useState<Act | null>(null);
  const [role, setRole] = useState<Role>(person.role);
  const close = () => setAct(null);
  const done = (said: string) => ({
    onSuccess: () => {
      close();
      toast.success(said);
      void queryClient.invalidateQueries(trpc.users.list.queryFilter());
    },
  });
  const change = useMutation(trpc.users.change.mutationOptions(done(`${name} is changed.`)));
  const remove = useMutation(trpc.users.remove.mutationOptions(done(`${name} is removed.`)));
  const reset = useMutation(
    trpc.users.resetPassword.mutationOptions({
      onSuccess: () => {
        close();
        void queryClient.invalidateQueries(trpc.users.list.queryFilter());
      },
    }),
  );
  const open = (next: Act) => {
    for (const each of [change, remove, reset]) each.reset();
    setRole(person.role);
    setAct(next);
  };
  const confirm = () => {
    if (act === 'remove') remove.mutate({ id });
    else if (act === 'reset') reset.mutate({ id });
    else change.mutate({ id, change: { locked: act === 'lock' } });
  };
  const confirmed = act === null || act === 'role' ? null : CONFIRMED[act];
  return (
    <>
      <Menu
        within="page"
        trigger={
          <Button variant="ghost" size="icon" aria-label={`Change ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={() => open('role')}>
          <UserCog aria-hidden />
          Change role
        </MenuItem>
        <MenuItem onClick={() => open('reset')}>
          <KeyRound aria-hidden />
          Reset password
        </MenuItem>
        <MenuItem onClick={() => open(banned ? 'unlock' : 'lock')}>
          {banned ? <LockOpen aria-hidden /> : <Lock aria-hidden />}
          {banned ? 'Let in again' : 'Lock out'}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onClick={() => open('remove')}>
          <Trash2 aria-hidden />
          Remove
        </MenuItem>
      </Menu>
      {act === 'role' && (
        <FormDialog
          title={`Change the role of ${name}`}
          description="Their sessions end; they sign in again with the new role."
          submit="Change role"
          busy={change.isPending}
          fault={change.isError ? readProblem(change.error).message : undefined}
          onSubmit={() => (role === person.role ? close() : change.mutate({ id, change: { role } }))}
          onClose={close}
        >
          <RoleField value={role} onChange={setRole} />
        </FormDialog>
      )}
      {confirmed && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={`${confirmed.verb}: ${name}?`}
          {...confirmed}
          mutation={act === 'remove' ? remove : act === 'reset' ? reset : change}
          onConfirm={confirm}
        />
      )}
      {reset.data && act === null && (
        <OneTimePasswordDialog title={`New password for ${name}`} password={reset.data.oneTimePassword} onClose={reset.reset} />
      )}
    </>
  );
}
