'use client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Fault } from '@/server/core/errors.ts';
import { useTRPC } from '../trpc.tsx';
import { useDesignerState } from './designer-context.tsx';
import { type DraftFault, splitPath } from './model/check-draft.ts';
import { type Draft, draftValue, taskIdOf } from './model/draft.ts';
import { type Fix, fixesOf } from './model/fix-fault.ts';
import { locatePath } from './model/locate-path.ts';

export interface Problem {
  message: string;
  /** Where it is, for people: "judge.dependencies.0"; empty for the whole. */
  place: string;
  /** The task it is about. */
  taskId: string | null;
  /** Characters of the text. */
  from: number;
  to: number;
  line: number;
  fixes: Fix[];
}

/** A pause after which the server is asked for what only it knows (schemas that do not compile, services that may not be called), ms. */
const PAUSE_MS = 500;

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

function problemOf(draft: Draft, fault: DraftFault): Problem {
  const [first, index, ...rest] = fault.path;
  const taskId = first === 'tasks' && typeof index === 'number' ? taskIdOf(draft.tasks[index] ?? { value: null }) : null;
  const { from, to } = locatePath(draft, fault.path);
  const line = draft.text.indexOf('\n', from);
  return {
    message: fault.message,
    place: taskId === null ? fault.path.join('.') : [taskId, ...rest].join('.'),
    taskId,
    from,
    to: Math.max(from, Math.min(to, line === -1 ? to : line)),
    line: lineOf(draft.text, from),
    fixes: fixesOf(draft, fault),
  };
}

function problemsOf(draft: Draft, faults: readonly DraftFault[]): Problem[] {
  if (draft.head !== null) return faults.map((fault) => problemOf(draft, fault));
  return draft.faults.map(({ message, from, to }) => ({
    message,
    place: '',
    taskId: null,
    from,
    to: Math.max(from, to),
    line: lineOf(draft.text, from),
    fixes: [],
  }));
}

/** What only the server can say of a draft that is right as far as we know; null while it is asked. */
function useServerFaults(draft: Draft, isRight: boolean): Fault[] | null {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.workflows.validate.mutationOptions());
  const [answer, setAnswer] = useState<{ text: string; faults: Fault[] } | null>(null);
  useEffect(() => {
    if (!isRight) return undefined;
    const timer = setTimeout(
      () => mutate({ definition: draftValue(draft) }, { onSuccess: ({ faults }) => setAnswer({ text: draft.text, faults }) }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [draft, isRight, mutate]);
  return answer?.text === draft.text ? answer.faults : null;
}

export interface Problems {
  list: readonly Problem[];
  /** False while the server has not said yet whether there are more. */
  settled: boolean;
}

const NONE: Fault[] = [];

/** Everything that is wrong with the draft: at once what we can tell, after a pause what the server knows besides. */
export function useProblems(): Problems {
  const { draft, faults } = useDesignerState();
  const isRight = draft.head !== null && faults.length === 0;
  const known = useServerFaults(draft, isRight);
  return useMemo(() => {
    const theirs = isRight ? (known ?? NONE).map(({ path, message }) => ({ path: splitPath(path), message })) : [];
    return { list: problemsOf(draft, isRight ? theirs : faults), settled: !isRight || known !== null };
  }, [draft, faults, isRight, known]);
}
