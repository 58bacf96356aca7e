'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { OctagonX, Play } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';

const ACTS = {
  stop: {
    button: 'Stop everything',
    title: 'Stop everything?',
    consequence:
      'Nothing is given to any agent, in any run, and every call under way is ended within seconds. Tasks that are interrupted go back into the queue and lose no attempt. It stays so until an admin resumes.',
    verb: 'Stop everything',
    danger: true,
  },
  resume: {
    button: 'Resume',
    title: 'Let everything go on?',
    consequence: 'Tasks that were interrupted run again, and everything that waits is given out.',
    verb: 'Resume',
    danger: false,
  },
} as const;

/** The button of an emergency stop or of its end. Both ask for the reason, which the activity log keeps. */
export function EmergencyAct({ act }: { act: keyof typeof ACTS }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const mutation = useMutation(
    trpc.emergency[act].mutationOptions({
      onSuccess: (state) => {
        queryClient.setQueryData(trpc.emergency.state.queryKey(), state);
        setAsking(false);
      },
    }),
  );
  const words = ACTS[act];
  const Icon = act === 'stop' ? OctagonX : Play;
  return (
    <>
      <Button variant={act === 'stop' ? 'danger' : 'primary'} onClick={() => setAsking(true)}>
        <Icon aria-hidden />
        {words.button}
      </Button>
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={words.title}
          consequence={words.consequence}
          verb={words.verb}
          danger={words.danger}
          mutation={mutation}
          reasonLabel="Reason"
          reasonMissing="Say why: the reason is kept with the act."
          onConfirm={(reason) => mutation.mutate({ reason })}
        />
      )}
    </>
  );
}
