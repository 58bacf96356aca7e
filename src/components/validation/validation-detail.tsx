'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Flag, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { toast } from 'sonner';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { Ago, Span } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { OpenValidation } from './open-validation.tsx';
import { ReportButtons } from './report-buttons.tsx';
import { validationParsers } from './validation-parsers.ts';
import { nameOf, type ValidationView } from './validation-words.ts';
import { VerdictMark } from './verdict-mark.tsx';
import { VerdictTable } from './verdict-table.tsx';

function Baseline({ run }: { run: ValidationView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayChange = useAllowed('operator');
  const make = useMutation(
    trpc.validations.makeBaseline.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.validations.pathFilter());
        toast.success('Later runs of this kind are held against this one');
      },
      onError: (error) => toast.error(readProblem(error).message),
    }),
  );
  if (run.isBaseline) return <Badge tone="accent">Baseline</Badge>;
  if (!mayChange || run.status !== 'completed') return null;
  return (
    <Button variant="ghost" busy={make.isPending} onClick={() => make.mutate({ id: run.id })}>
      <Flag aria-hidden />
      Make it the baseline
    </Button>
  );
}

function RunFacts({ run }: { run: ValidationView }) {
  const { machine } = run;
  return (
    <Facts
      className="px-4 pb-4"
      rows={[
        ['Verdict', run.verdict && <VerdictMark key="verdict" verdict={run.verdict} />],
        [
          'Took',
          <span key="took">
            <Span from={run.startedAt} to={run.finishedAt} />, <Ago at={run.createdAt} /> by {run.createdByName}
          </span>,
        ],
        ['Commit', run.commit ?? `not known, version ${run.version}`],
        ['Machine', machine && `${machine.cores} × ${machine.cpu}, ${machine.memoryMb} MB, ${machine.system}`],
      ]}
    />
  );
}

/** One validation run: how far it is, or what it measured. */
export function ValidationDetail({ id, onClose }: { id: string; onClose(): void }) {
  const trpc = useTRPC();
  const [{ measure }, setPlace] = useQueryStates(validationParsers);
  const query = useQuery(trpc.validations.get.queryOptions({ id }));
  const run = query.data;
  return (
    <Panel
      title={run === undefined ? 'Benchmark' : nameOf(run)}
      aside={
        <span className="flex items-center gap-1">
          {run !== undefined && <Baseline run={run} />}
          {run?.finishedAt && <ReportButtons id={id} />}
          <Button variant="ghost" size="icon" aria-label="Close" onClick={onClose}>
            <X aria-hidden />
          </Button>
        </span>
      }
    >
      <Loaded query={query} what="The benchmark" rows={6}>
        {(view) => (
          <>
            {view.finishedAt === null ? <OpenValidation run={view} /> : <div className="h-4" />}
            {view.fault !== null && (
              <Banner tone="fail" className="mx-4 mb-4">
                It could not be carried out: {view.fault}
              </Banner>
            )}
            {view.status === 'cancelled' && (
              <Banner tone="info" className="mx-4 mb-4">
                It was stopped before it measured anything. What it made has been removed.
              </Banner>
            )}
            {view.finishedAt !== null && <RunFacts run={view} />}
            {view.verdicts.length > 0 && <VerdictTable run={view} open={measure} onOpen={(next) => void setPlace({ measure: next })} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
