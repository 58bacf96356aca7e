'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftToLine, ArrowRightFromLine, History, Pin, PinOff, Play } from 'lucide-react';
import Link from 'next/link';
import { useDeferredValue, useMemo, useState } from 'react';
import type { JsonObject } from '@/server/core/json.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { formatMoment } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Textarea } from '../ui/input.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { readJson } from '../workflow/input-skeleton.ts';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { draftValue } from './model/draft.ts';
import { doTheSame, writeTerse } from './model/terse-definition.ts';
import { useLastRuns } from './use-last-runs.ts';
import { emptyInput, type TrialPart, type TrialState } from './use-trial.ts';

/** Rows of the field for an output. */
const PINNED_ROWS = 8;

const NOT_JSON = 'This is not JSON.';

/** The run whose results stand in for what a trial leaves out, and that the canvas shows. */
function ResultsOf({ workflowId, trial }: { workflowId: string; trial: TrialState }) {
  const { data } = useLastRuns(workflowId);
  const runs = data?.data ?? [];
  const { runId, followed } = trial;
  const options = [
    { value: '', label: 'no run' },
    ...runs.map((run) => ({ value: run.id, label: `${RUN_LOOKS[run.status].word}, ${formatMoment(run.createdAt.getTime())}` })),
  ];
  if (runId !== null && !runs.some(({ id }) => id === runId)) options.push({ value: runId, label: followed.run?.name ?? 'a run' });
  return (
    <div className="flex flex-col gap-1.5">
      <SelectField
        label="Results of"
        hint="Shown on the canvas; what it completed stands in for what is left out."
        value={runId ?? ''}
        options={options}
        onChange={(next) => trial.follow(next === '' ? null : next)}
      />
      {followed.run && (
        <p className="flex items-center gap-2 text-base">
          <StatusMark look={RUN_LOOKS[followed.run.status]} />
          <Link href={`/runs/${followed.run.id}`} className="text-accent hover:underline">
            Open this run
          </Link>
        </p>
      )}
      {followed.run && <WhatItRan run={followed.run} />}
    </div>
  );
}

/** Says where the draft does something else than the run that is shown, and takes what that ran in its place. */
function WhatItRan({ run }: { run: RunView }) {
  const { store } = useDesigner();
  const drawn = useDeferredValue(useDesignerState().drawn);
  const ran = run.definition as JsonObject;
  const same = useMemo(() => {
    const value = draftValue(drawn);
    return value !== null && doTheSame(value, ran);
  }, [drawn, ran]);
  if (same) return null;
  return (
    <div className="flex flex-col items-start gap-1.5 text-base text-ink-2">
      This run did not run what stands here.
      <Button onClick={() => store.write(writeTerse(ran), 'Load what ran')} title="Undo brings the draft back">
        <History aria-hidden />
        Load what it ran
      </Button>
    </div>
  );
}

interface OutputProps {
  taskId: string;
  trial: TrialState;
}

/** What the task gave in the run that is shown. */
function LastOutput({ taskId, trial }: OutputProps) {
  const trpc = useTRPC();
  const task = trial.followed.tasks.find((each) => each.taskId === taskId);
  const query = useQuery({
    ...trpc.runs.task.queryOptions({ id: task?.id ?? '' }),
    enabled: task !== undefined && task.status === 'completed',
  });
  if (!task) return <p className="text-ink-3 text-small">Choose a run above to see what this task gave in it.</p>;
  if (task.error) return <p className="text-fail text-small">{`${task.error.code}: ${task.error.message}`}</p>;
  if (task.status !== 'completed') return <p className="text-ink-3 text-small">It has given nothing in that run.</p>;
  if (task.outputArtifactId !== null)
    return <p className="text-ink-3 text-small">What it gave is too large to be pinned. It stands in for it where the task is left out.</p>;
  if (!query.data) return null;
  const { output } = query.data;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="max-h-64 overflow-auto rounded-control border p-2">
        <JsonView value={output} label="What it gave" />
      </div>
      <Button className="self-start" onClick={() => trial.pin(taskId, output)}>
        <Pin aria-hidden />
        Pin this output
      </Button>
    </div>
  );
}

/** What is taken as the task's output: pinned from a run, or made up. */
function PinnedOutput({ taskId, trial }: OutputProps) {
  const pinned = trial.pins.find((each) => each.taskId === taskId);
  const shown = pinned ? JSON.stringify(pinned.output, null, 2) : '';
  const [typed, setTyped] = useState<{ over: string; text: string } | null>(null);
  const text = typed?.over === shown ? typed.text : shown;
  const value = readJson(text);
  const fault = text.trim() !== '' && value === null ? NOT_JSON : undefined;
  return (
    <div className="flex flex-col gap-1.5">
      <Field label="Pinned output, JSON" hint="While it stands here, the task is not executed in a trial." {...(fault && { fault })}>
        {(control) => (
          <Textarea
            {...control}
            rows={PINNED_ROWS}
            value={text}
            placeholder="Nothing is pinned"
            onChange={(event) => setTyped({ over: shown, text: event.target.value })}
            className="font-mono text-small"
          />
        )}
      </Field>
      <span className="flex gap-2">
        <Button disabled={value === null || text === shown} onClick={() => value && trial.pin(taskId, value.value)}>
          <Pin aria-hidden />
          Pin
        </Button>
        {pinned && (
          <Button variant="ghost" onClick={() => trial.unpin(taskId)}>
            <PinOff aria-hidden />
            Unpin
          </Button>
        )}
      </span>
    </div>
  );
}

function TryButtons({ taskId, disabled, onRun }: { taskId: string | null; disabled: boolean; onRun(part: TrialPart): void }) {
  if (taskId === null) {
    return (
      <Button className="self-start" disabled={disabled} onClick={() => onRun('whole')}>
        <Play aria-hidden />
        Run all but what is pinned
      </Button>
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabled={disabled} title="Run this task alone (r o)" onClick={() => onRun('only')}>
        <Play aria-hidden />
        Run this task
      </Button>
      <Button disabled={disabled} title="Run everything before it, and it (r u)" onClick={() => onRun('until')}>
        <ArrowRightFromLine aria-hidden />
        Run to here
      </Button>
      <Button disabled={disabled} title="Run it and everything after it (r f)" onClick={() => onRun('from')}>
        <ArrowLeftToLine aria-hidden />
        Run from here
      </Button>
    </div>
  );
}

interface TrialPaneProps {
  workflowId: string;
  trial: TrialState;
  /** Whether the draft has no fault. */
  isRight: boolean;
}

/** Parts of the draft, tried: which task, with what in the place of the rest, and what came of it. */
export function TrialPane({ workflowId, trial, isRight }: TrialPaneProps) {
  const { store } = useDesigner();
  const { drawn, selection } = useDesignerState();
  const taskId = selection.nodes.length === 1 ? (selection.nodes[0] ?? null) : null;
  const empty = useMemo(() => emptyInput(drawn), [drawn]);
  const text = trial.input ?? empty;
  const input = readJson(text);
  const { problem } = trial;
  return (
    <div className="flex flex-col gap-3.5 p-4">
      <h2 className="font-medium text-base text-ink">{taskId === null ? 'Try the draft' : `Try ${taskId}`}</h2>
      <TryButtons taskId={taskId} disabled={!isRight || trial.running || input === null} onRun={(part) => trial.run(part, taskId)} />
      {problem && (
        <ul aria-label="Why it cannot be tried" className="flex flex-col gap-1 text-base text-fail">
          {(problem.faults.length > 0 ? problem.faults : [{ path: '', message: problem.message }]).map(({ path, message }) => {
            const named = path.startsWith('trial.pinned.') ? path.slice('trial.pinned.'.length) : null;
            return (
              <li key={`${path} ${message}`}>
                {message}{' '}
                {named !== null && (
                  <button type="button" className="text-accent hover:underline" onClick={() => store.select({ nodes: [named], edges: [] })}>
                    Go to {named}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <ResultsOf workflowId={workflowId} trial={trial} />
      {taskId === null ? (
        <p className="text-ink-3 text-small">Select a task to pin what it gives, or to run it alone.</p>
      ) : (
        <>
          <section aria-label="What it gave" className="flex flex-col gap-1.5">
            <h3 className="font-medium text-ink-2 text-small">What it gave</h3>
            <LastOutput taskId={taskId} trial={trial} />
          </section>
          <PinnedOutput key={taskId} taskId={taskId} trial={trial} />
        </>
      )}
      <Field label="Input of the run, JSON" {...(input === null && { fault: NOT_JSON })}>
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            value={text}
            onChange={(event) => trial.setInput(event.target.value)}
            className="font-mono text-small"
          />
        )}
      </Field>
    </div>
  );
}
