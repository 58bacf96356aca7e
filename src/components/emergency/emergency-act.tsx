'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { OctagonX, Play } from 'lucide-react';
import { ReasonAct } from '../reason-act.tsx';
import { useTRPC } from '../trpc.tsx';

const ACTS = {
  stop: {
    icon: OctagonX,
    label: 'Stop everything',
    title: 'Stop everything?',
    consequence:
      'Nothing is given to any agent, in any run, and every call under way is ended within seconds. Tasks that are interrupted go back into the queue and lose no attempt. It stays so until an admin resumes.',
    verb: 'Stop everything',
    danger: true,
  },
  resume: {
    icon: Play,
    label: 'Resume',
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
  const mutation = useMutation(
    trpc.emergency[act].mutationOptions({ onSuccess: (state) => queryClient.setQueryData(trpc.emergency.state.queryKey(), state) }),
  );
  return <ReasonAct {...ACTS[act]} mutation={mutation} onConfirm={(reason, close) => mutation.mutate({ reason }, { onSuccess: close })} />;
}
