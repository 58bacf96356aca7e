'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ROLES, type Role } from '@/server/core/access/principal.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';

const ROLE_WORDS: Record<Role, string> = { viewer: 'Viewer: reads', operator: 'Operator: runs and changes', admin: 'Admin: everything' };

interface Person {
  name: string;
  email: string;
  password: string;
}

const FIELDS = [
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'email', label: 'Email', type: 'email' },
  { name: 'password', label: 'Password', type: 'password', hint: 'At least 8 characters. Tell it to them; nobody can read it here again.' },
] as const;

/** Makes a person who can sign in. */
export function AddPersonDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [role, setRole] = useState<Role>('viewer');
  const form = useForm<Person>({ defaultValues: { name: '', email: '', password: '' } });
  const add = useMutation(
    trpc.users.add.mutationOptions({
      onSuccess: (_, { name }) => {
        void queryClient.invalidateQueries(trpc.users.list.queryFilter());
        toast.success(`${name} can sign in now.`);
        onClose();
      },
    }),
  );
  const problem = add.isError ? readProblem(add.error) : null;
  const faultOf = (field: keyof Person) => problem?.faults.find(({ path }) => path === field)?.message;
  const unplaced = problem && !problem.faults.some(({ path }) => FIELDS.some(({ name }) => name === path)) ? problem.message : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a person"
      size="sm"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="add-person" variant="primary" busy={add.isPending}>
            Add
          </Button>
        </>
      }
    >
      <form
        id="add-person"
        className="flex flex-col gap-4"
        autoComplete="off"
        onSubmit={(event) => void form.handleSubmit((person) => add.mutate({ ...person, role }))(event)}
      >
        {FIELDS.map(({ name, label, type, ...rest }) => {
          const fault = faultOf(name);
          return (
            <Field key={name} label={label} {...rest} {...(fault && { fault })}>
              {(control) => <Input {...control} {...form.register(name)} type={type} required autoComplete="new-password" />}
            </Field>
          );
        })}
        <Field label="Role">
          {({ id }) => (
            <Select
              id={id}
              label="Role"
              value={role}
              onChange={setRole}
              options={ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))}
              className="h-8 w-full"
            />
          )}
        </Field>
        {unplaced && (
          <p role="alert" className="text-base text-fail">
            {unplaced}
          </p>
        )}
      </form>
    </Dialog>
  );
}
