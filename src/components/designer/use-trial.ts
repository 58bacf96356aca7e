'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { JsonValue } from '@/server/core/json.ts';
import { createStateStore } from '../graph/state-store.ts';
import { createStateReader } from '../graph/task-state.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { inputSkeleton, readJson } from '../workflow/input-skeleton.ts';
import { useDesigner } from './designer-context.tsx';
import type { Followed } from './followed-run.tsx';
import { type Draft, draftValue } from './model/draft.ts';
import { idsOf } from './model/edit-tasks.ts';
import { trialStates } from './trial-states.ts';

/** Which part is tried, seen from a task; `whole`: everything, with what is pinned. */
export type TrialPart = 'only' | 'until' | 'from' | 'whole';

const NOTHING: Followed = { run: null, tasks: [], complete: false };
const NO_PINS: { taskId: string; output: JsonValue }[] = [];

/** The pins of a stored draft; everybody who edits it has the same. One that is not stored has none. */
function usePins(workflowId: string | null) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = workflowId ?? '';
  const { data } = useQuery({ ...trpc.workflows.pins.queryOptions({ id }), enabled: workflowId !== null });
  const options = {
    onSuccess: (pins: NonNullable<typeof data>) => void queryClient.setQueryData(trpc.workflows.pins.queryKey({ id }), pins),
    onError: (error: unknown) => void toast.error(readProblem(error).message),
  };
  const pin = useMutation(trpc.workflows.pin.mutationOptions(options));
  const unpin = useMutation(trpc.workflows.unpin.mutationOptions(options));
  return {
    pins: data ?? NO_PINS,
    pin: (taskId: string, output: JsonValue) => pin.mutate({ id, taskId, output }),
    unpin: (taskId: string) => unpin.mutate({ id, taskId }),
  };
}

/** The input that the draft asks for, to be filled in. */
export const emptyInput = (draft: Draft): string => inputSkeleton(draftValue(draft));

/** Tries parts of a draft: pins outputs, runs single tasks, draws on an earlier run and follows the new one on the canvas. */
export function useTrial(workflowId: string | null) {
  const trpc = useTRPC();
  const { store } = useDesigner();
  const { pins, pin, unpin } = usePins(workflowId);
  // In the address: the page of a run leads here.
  const [runId, setRunId] = useQueryState('run', parseAsString);
  const [followed, setFollowed] = useState<Followed>(NOTHING);
  const [input, setInput] = useState<string | null>(null);
  const [statuses] = useState(createStateStore);
  const [readStates] = useState(createStateReader);
  useEffect(() => {
    const pinned = pins.map(({ taskId }) => taskId);
    statuses.set(trialStates(readStates(followed.tasks, followed.complete), pinned));
  }, [statuses, readStates, followed.tasks, followed.complete, pins]);
  const follow = (next: string | null) => {
    void setRunId(next);
    setFollowed(NOTHING);
  };
  const execute = useMutation(trpc.runs.execute.mutationOptions({ onSuccess: (made) => follow(made.runId) }));
  return {
    ...{ pins, pin, unpin, runId, follow, followed, onFollowed: setFollowed, input, setInput },
    running: execute.isPending,
    problem: execute.error ? readProblem(execute.error) : null,
    statuses: runId !== null || pins.length > 0 ? statuses : undefined,
    /** Runs a part of what stands on the canvas. Nothing happens while the input is no JSON, or another trial is on its way. */
    run(part: TrialPart, taskId: string | null): void {
      const { drawn } = store.state();
      const given = readJson(input ?? emptyInput(drawn));
      if (given === null || execute.isPending || workflowId === null) return;
      const ids = idsOf(drawn);
      const pinned = Object.fromEntries(pins.flatMap((each) => (ids.has(each.taskId) ? [[each.taskId, each.output]] : [])));
      const scope = part === 'whole' || taskId === null ? {} : { [part]: taskId };
      execute.mutate({
        definition: { ...draftValue(drawn), workflow_id: workflowId },
        input: given.value,
        trial: { pinned, ...scope, ...(runId !== null && { results_of: runId }) },
      });
    },
  };
}

export type TrialState = ReturnType<typeof useTrial>;
