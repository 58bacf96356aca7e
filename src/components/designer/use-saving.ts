'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { JsonObject } from '@/server/core/json.ts';
import { MAX_SOURCE } from '@/server/core/workflow/draft-source.ts';
import type { WorkflowView } from '@/server/core/workflow/workflow-view.ts';
import { type CallProblem, readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { draftValue, readDraft } from './model/draft.ts';
import { dropEntry } from './model/journal.ts';
import { writeTerse } from './model/terse-definition.ts';
import type { Base } from './use-journal.ts';

/** A pause in editing after which the draft is stored, ms. */
const PAUSE_MS = 1_500;
/** The same after a save that failed, ms. */
const AGAIN_MS = 10_000;

/** The text of a stored draft: as its author wrote it, else written out. */
export function textOfDraft({ draft, draftSource }: Pick<WorkflowView, 'draft' | 'draftSource'>): string {
  return draftSource ?? writeTerse(draft as unknown as JsonObject);
}

export interface Theirs {
  text: string;
  revision: number;
}

export interface Saving {
  /** What is stored, as far as we know. */
  base: Base;
  state: 'saved' | 'saving' | 'waiting' | 'not-valid' | 'failed';
  problem: CallProblem | null;
  /** What somebody else stored meanwhile, until it is merged. */
  theirs: Theirs | null;
  /** Goes on from a text that holds what they stored. */
  acceptMerge(text: string): void;
  publish(): void;
  publishing: boolean;
}

/** What a save sends: the text itself, unless it is too long to be kept as one. */
function payload(text: string) {
  return text.length <= MAX_SOURCE ? { source: text } : { definition: draftValue(readDraft(text)) };
}

/** Hands on a text that has stood unchanged for a while; null: none is to be handed on. */
function useAfterPause(text: string | null, pauseMs: number, onPause: (text: string) => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: how it is handed on is decided when the pause is over
  useEffect(() => {
    if (text === null) return undefined;
    const timer = setTimeout(() => onPause(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
}

/** Stores the draft while it is edited, over the revision it was made from and no other. */
export function useSaving(workflow: WorkflowView, initial: Base, isRight: boolean): Saving {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { store, readOnly } = useDesigner();
  const { draft } = useDesignerState();
  const [base, setBase] = useState(initial);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const { id } = workflow;
  const keep = (view: WorkflowView) => {
    queryClient.setQueryData(trpc.workflows.get.queryKey({ id }), view);
    void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
  };
  const findTheirs = async (error: unknown): Promise<void> => {
    if (readProblem(error).code !== 'precondition_failed') return;
    const view = await queryClient.fetchQuery({ ...trpc.workflows.get.queryOptions({ id }), staleTime: 0 });
    setTheirs({ text: textOfDraft(view), revision: view.revision });
  };
  const save = useMutation(trpc.workflows.save.mutationOptions({ onError: findTheirs }));
  const onPublished = (view: WorkflowView) => {
    keep(view);
    toast.success(`Version ${view.publishedVersion} is what runs now.`);
  };
  const publish = useMutation(trpc.workflows.publish.mutationOptions({ onError: findTheirs, onSuccess: onPublished }));
  const send = (text: string, after?: (revision: number) => void) =>
    save.mutate(
      { id, ...payload(text), ...(base.revision !== null && { revision: base.revision }) },
      {
        onSuccess: (view) => {
          setBase({ text, revision: view.revision });
          keep(view);
          after?.(view.revision);
        },
      },
    );
  const { text } = draft;
  const changed = text !== base.text;
  const due = changed && isRight && !readOnly && theirs === null && !save.isPending;
  useAfterPause(due ? text : null, save.isError ? AGAIN_MS : PAUSE_MS, send);
  const publishNow = (revision: number | null) => publish.mutate({ id, ...(revision !== null && { revision }) });
  const problem = save.isError ? readProblem(save.error) : publish.isError ? readProblem(publish.error) : null;
  return {
    base,
    state: save.isPending ? 'saving' : !changed ? 'saved' : !isRight ? 'not-valid' : save.isError ? 'failed' : 'waiting',
    problem: problem?.code === 'precondition_failed' ? null : problem,
    theirs,
    acceptMerge(merged) {
      if (!theirs) return;
      setBase({ text: theirs.text, revision: theirs.revision });
      setTheirs(null);
      save.reset();
      store.write(merged, 'Merge');
      dropEntry(localStorage, id);
    },
    publish: () => {
      if (changed && isRight) send(text, publishNow);
      else if (!changed) publishNow(base.revision);
    },
    publishing: publish.isPending,
  };
}
