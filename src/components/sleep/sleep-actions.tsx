'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import type { Sleeper } from './sleeper-row.tsx';

function SleepDialog({ sleeper, onClose }: { sleeper: Sleeper; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [minutes, setMinutes] = useState('');
  const [reason, setReason] = useState('');
  const sleep = useMutation(
    trpc.agents.sleep.mutationOptions({
      onSuccess: () => {
        toast.success(`${sleeper.name} sleeps.`);
        void queryClient.invalidateQueries(trpc.fleet.sleepers.queryFilter());
        void queryClient.invalidateQueries(trpc.sleep.pathFilter());
        onClose();
      },
    }),
  );
  const wrong = minutes.trim() !== '' && !/^\d{1,5}$/.test(minutes.trim());
  return (
    <FormDialog
      title={`Send ${sleeper.name} to sleep?`}
      description="It takes nothing new, what it has not begun goes to others, and its memory is made smaller while it sleeps. A checkpoint is kept."
      submit="Sleep"
      busy={sleep.isPending}
      fault={sleep.isError ? readProblem(sleep.error).message : null}
      onSubmit={() => {
        if (wrong) return;
        const time = minutes.trim() === '' ? {} : { duration_minutes: Number(minutes) };
        sleep.mutate({ id: sleeper.agentId, ...time, ...(reason.trim() && { reason: reason.trim() }) });
      }}
      onClose={onClose}
    >
      <Field label="Minutes" hint="Empty: until it is woken, or its work needs it." {...(wrong && { fault: 'A whole number of minutes.' })}>
        {(control) => <Input {...control} inputMode="numeric" value={minutes} onChange={(event) => setMinutes(event.target.value)} />}
      </Field>
      <Field label="Reason" hint="Kept with the cycle and in the activity log.">
        {(control) => <Input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}

/** Sleep or wake, as the agent's state allows. */
export function SleepActions({ sleeper }: { sleeper: Sleeper }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const allowed = useAllowed('operator');
  const [asking, setAsking] = useState(false);
  const wake = useMutation(
    trpc.agents.wake.mutationOptions({
      onSuccess: () => toast.success(`${sleeper.name} is awake.`),
      onError: (error) => toast.error(readProblem(error).message),
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.fleet.sleepers.queryFilter());
        void queryClient.invalidateQueries(trpc.sleep.pathFilter());
      },
    }),
  );
  if (!allowed) return null;
  return (
    <>
      {sleeper.status === 'sleeping' && (
        <Button busy={wake.isPending} onClick={() => wake.mutate({ id: sleeper.agentId })}>
          <Sun aria-hidden />
          Wake
        </Button>
      )}
      {sleeper.status === 'active' && (
        <Button onClick={() => setAsking(true)}>
          <Moon aria-hidden />
          Sleep
        </Button>
      )}
      {asking && <SleepDialog sleeper={sleeper} onClose={() => setAsking(false)} />}
    </>
  );
}
