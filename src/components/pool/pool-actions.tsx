'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import type { PoolView } from '@/server/core/scaling/pool-view.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SizeFields } from './size-fields.tsx';
import { readSizes, type SizeForm, sizeForm } from './size-form.ts';

interface DialogProps {
  pool: PoolView;
  onClose(): void;
}

/** What an act on a pool does when it has succeeded. */
function useDone(words: string, onClose: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return {
    onSuccess: () => {
      toast.success(words);
      void queryClient.invalidateQueries(trpc.pools.pathFilter());
      onClose();
    },
  };
}

function ScaleDialog({ pool, onClose }: DialogProps) {
  const trpc = useTRPC();
  const [size, setSize] = useState(String(pool.target));
  const [reason, setReason] = useState('');
  const scale = useMutation(trpc.pools.scale.mutationOptions(useDone(`${pool.name} is on its way to ${size}.`, onClose)));
  const known = /^\d{1,3}$/.test(size.trim()) && Number(size) >= pool.min && Number(size) <= pool.max;
  return (
    <FormDialog
      title={`Scale ${pool.name}`}
      description={`It has ${pool.size} ${pool.size === 1 ? 'member' : 'members'}. It goes on by itself from here after its cooldown, unless it is paused.`}
      submit="Scale"
      busy={scale.isPending}
      fault={scale.isError ? readProblem(scale.error).message : null}
      onSubmit={() => known && scale.mutate({ id: pool.id, size: Number(size), ...(reason.trim() && { reason: reason.trim() }) })}
      onClose={onClose}
    >
      <Field label="Members" {...(!known && { fault: `A whole number from ${pool.min} to ${pool.max}.` })}>
        {(control) => <Input {...control} inputMode="numeric" value={size} onChange={(event) => setSize(event.target.value)} />}
      </Field>
      <Field label="Reason" hint="Kept with the action and in the activity log.">
        {(control) => <Input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}

function EditDialog({ pool, onClose }: DialogProps) {
  const trpc = useTRPC();
  const [form, setForm] = useState(() => sizeForm(pool));
  const [faults, setFaults] = useState<Partial<Record<keyof SizeForm, string>>>({});
  const update = useMutation(trpc.pools.update.mutationOptions(useDone(`${pool.name} is changed.`, onClose)));
  return (
    <FormDialog
      title={`Edit ${pool.name}`}
      description="Members that exist keep what they were made with; the size follows with the next look."
      submit="Save"
      busy={update.isPending}
      fault={update.isError ? readProblem(update.error).message : null}
      onSubmit={() => {
        const read = readSizes(form);
        setFaults('faults' in read ? read.faults : {});
        if ('sizes' in read) update.mutate({ id: pool.id, change: read.sizes });
      }}
      onClose={onClose}
    >
      <SizeFields form={form} onChange={(change) => setForm((now) => ({ ...now, ...change }))} faultOf={(field) => faults[field]} />
    </FormDialog>
  );
}

function RetireDialog({ pool, onClose }: DialogProps) {
  const trpc = useTRPC();
  const retire = useMutation(trpc.pools.retire.mutationOptions(useDone(`${pool.name} is retired.`, onClose)));
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Retire ${pool.name}?`}
      consequence={`${pool.members.length === 1 ? 'Its member finishes what it runs and goes' : `Its ${pool.members.length} members finish what they run and go`}. Its history stays.`}
      verb="Retire"
      danger
      mutation={retire}
      onConfirm={() => retire.mutate({ id: pool.id })}
    />
  );
}

const DIALOGS = { scale: ScaleDialog, edit: EditDialog, retire: RetireDialog } as const;

/** Scale, edit and retire. */
export function PoolActions({ pool }: { pool: PoolView }) {
  const allowed = useAllowed('operator');
  const [asked, setAsked] = useState<keyof typeof DIALOGS | null>(null);
  if (!allowed) return null;
  const Asked = asked && DIALOGS[asked];
  return (
    <span className="flex gap-1.5">
      <Button onClick={() => setAsked('scale')}>Scale</Button>
      <Button onClick={() => setAsked('edit')}>Edit</Button>
      <Button variant="danger" onClick={() => setAsked('retire')}>
        Retire
      </Button>
      {Asked && <Asked pool={pool} onClose={() => setAsked(null)} />}
    </span>
  );
}
