'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import type { BreakerSummary } from '@/server/core/breaker/breaker-summary.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Textarea } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';
import { BlastRadiusFacts } from './blast-radius.tsx';
import { BREAKERS_KEY } from './breaker-pages.ts';

export type Act = 'reset' | 'probe' | 'forceOpen' | 'disable' | 'metricsOnly';

export const ACT_WORDS: Record<Act, { verb: string; title: (name: string) => string; meaning: string; done: string }> = {
  reset: {
    verb: 'Reset',
    title: (name) => `Reset the breaker of ${name}?`,
    meaning:
      'Half open lets a few calls through and decides by them. Closed lets everything through at once, and forgets what was counted.',
    done: 'was reset',
  },
  probe: {
    verb: 'Probe now',
    title: (name) => `Probe ${name} now?`,
    meaning: 'The wait ends here: the next calls decide whether it works again.',
    done: 'is probed with the next calls',
  },
  forceOpen: {
    verb: 'Force open',
    title: (name) => `Isolate ${name}?`,
    meaning: 'It gets nothing new until a person resets the breaker. What it holds goes on.',
    done: 'is isolated',
  },
  disable: {
    verb: 'Disable',
    title: (name) => `Disable the breaker of ${name}?`,
    meaning: 'Everything is let through and nothing is counted, however much fails, until a person resets it.',
    done: 'was disabled',
  },
  metricsOnly: {
    verb: 'Count only',
    title: (name) => `Only count for ${name}?`,
    meaning: 'Everything is let through and counted; it never opens, until a person resets it.',
    done: 'only counts',
  },
};

const TARGETS = [
  { value: 'half_open', label: 'Half open: with probes' },
  { value: 'closed', label: 'Closed: at once' },
] as const;

function useAct(act: Act, breaker: BreakerSummary, onClose: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: () => {
      toast.success(`The breaker of ${breaker.name} ${ACT_WORDS[act].done}.`);
      void queryClient.invalidateQueries({ queryKey: BREAKERS_KEY });
      void queryClient.invalidateQueries(trpc.breakers.pathFilter());
      onClose();
    },
  };
  const reset = useMutation(trpc.breakers.reset.mutationOptions(options));
  const probe = useMutation(trpc.breakers.probe.mutationOptions(options));
  const forceOpen = useMutation(trpc.breakers.forceOpen.mutationOptions(options));
  const disable = useMutation(trpc.breakers.disable.mutationOptions(options));
  const metricsOnly = useMutation(trpc.breakers.metricsOnly.mutationOptions(options));
  const plain = { probe, forceOpen, disable, metricsOnly };
  const { resourceId } = breaker;
  const { isPending, isError, error } = act === 'reset' ? reset : plain[act];
  return {
    busy: isPending,
    fault: isError ? readProblem(error).message : null,
    go: (reason: string, to: (typeof TARGETS)[number]['value']) =>
      act === 'reset' ? reset.mutate({ resourceId, reason, to }) : plain[act].mutate({ resourceId, reason }),
  };
}

/** Asks for the reason, and shows what the act reaches before it is done. */
export function ActDialog({ act, breaker, onClose }: { act: Act; breaker: BreakerSummary; onClose(): void }) {
  const trpc = useTRPC();
  const [reason, setReason] = useState('');
  const [to, setTo] = useState<(typeof TARGETS)[number]['value']>('half_open');
  const [tried, setTried] = useState(false);
  const detail = useQuery(trpc.breakers.get.queryOptions({ resourceId: breaker.resourceId }, { staleTime: 0 }));
  const { busy, fault, go } = useAct(act, breaker, onClose);
  const words = ACT_WORDS[act];
  const missing = tried && reason.trim() === '';
  return (
    <FormDialog
      title={words.title(breaker.name)}
      description={words.meaning}
      submit={words.verb}
      size="md"
      busy={busy}
      fault={fault}
      onSubmit={() => {
        setTried(true);
        if (reason.trim() !== '') go(reason.trim(), to);
      }}
      onClose={onClose}
    >
      {act === 'reset' && (
        <Field label="Reset to">
          {({ id }) => <Select id={id} label="Reset to" value={to} options={TARGETS} onChange={setTo} className="w-56" />}
        </Field>
      )}
      <Field label="Reason" hint="Kept with the breaker and in the activity log." {...(missing && { fault: 'Say why.' })}>
        {(control) => <Textarea {...control} rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <section aria-label="What it reaches" className="rounded-panel border bg-raised px-3 py-2.5">
        <h3 className="mb-1.5 font-medium text-ink-2 text-small">What it reaches now</h3>
        {detail.data !== undefined && <BlastRadiusFacts radius={detail.data.blastRadius} />}
        {detail.isPending && <p className="text-ink-3 text-small">Looking at the queue …</p>}
        {detail.isError && <p className="text-fail text-small">It could not be read: {readProblem(detail.error).message}</p>}
      </section>
    </FormDialog>
  );
}
