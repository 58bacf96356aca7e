'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { ReasonAct } from '../reason-act.tsx';
import { useTRPC } from '../trpc.tsx';

const ACTS = {
  pause: {
    icon: Pause,
    label: 'Pause the queue',
    title: 'Pause the queue?',
    consequence: 'Nothing new is given to any agent, in any run. What runs goes on to its end, and what becomes ready waits in its place.',
    verb: 'Pause',
    danger: true,
  },
  resume: {
    icon: Play,
    label: 'Resume the queue',
    title: 'Give out what waits?',
    consequence: 'What waits is given out again, in its order.',
    verb: 'Resume',
    danger: false,
  },
} as const;

/** Pauses the queue or resumes it; both ask for the reason, which the activity log keeps. */
export function QueueAct({ act }: { act: keyof typeof ACTS }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mutation = useMutation(
    trpc.queues[act].mutationOptions({ onSettled: () => queryClient.invalidateQueries(trpc.queues.state.queryFilter()) }),
  );
  return <ReasonAct {...ACTS[act]} mutation={mutation} onConfirm={(reason, close) => mutation.mutate({ reason }, { onSuccess: close })} />;
}
