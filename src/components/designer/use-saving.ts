'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
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
import { planPublish } from './plan-publish.ts';
import { MEND_FIRST } from './refusal-words.ts';
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

/** What the server is asked for, and what somebody else stored meanwhile. @param onRefused nothing follows from what was asked */
function useStoring(id: string, onRefused: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const keep = (view: WorkflowView) => {
    queryClient.setQueryData(trpc.workflows.get.queryKey({ id }), view);
    void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
  };
  const onError = async (error: unknown): Promise<void> => {
    onRefused();
    if (readProblem(error).code !== 'precondition_failed') return;
    const view = await queryClient.fetchQuery({ ...trpc.workflows.get.queryOptions({ id }), staleTime: 0 });
    setTheirs({ text: textOfDraft(view), revision: view.revision });
  };
  // Kept also when the page was left meanwhile: who comes back finds what is stored.
  const save = useMutation(trpc.workflows.save.mutationOptions({ onError, onSuccess: keep }));
  const onPublished = (view: WorkflowView) => {
    keep(view);
    toast.success(`Version ${view.publishedVersion} is what runs now.`);
  };
  const publish = useMutation(trpc.workflows.publish.mutationOptions({ onError, onSuccess: onPublished }));
  return { save, publish, theirs, setTheirs };
}

/** Stores the draft while it is edited, over the revision it was made from and no other. */
export function useSaving(workflow: WorkflowView, initial: Base, { isRight, settled }: { isRight: boolean; settled: boolean }): Saving {
  const { store, readOnly } = useDesigner();
  const { draft } = useDesignerState();
  const [base, setBase] = useState(initial);
  /** Publishing waits for a save or a check that is under way. */
  const [wanted, setWanted] = useState(false);
  const { id } = workflow;
  const { save, publish, theirs, setTheirs } = useStoring(id, () => setWanted(false));
  // Known at once, while the mutation says so with the next render.
  const sending = useRef(false);
  const send = (text: string) => {
    sending.current = true;
    save.mutate(
      { id, ...payload(text), ...(base.revision !== null && { revision: base.revision }) },
      {
        onSuccess: (view) => setBase({ text, revision: view.revision }),
        onSettled: () => {
          sending.current = false;
        },
      },
    );
  };
  const { text } = draft;
  const changed = text !== base.text;
  const due = changed && isRight && !readOnly && theirs === null && !save.isPending;
  useAfterPause(due ? text : null, save.isError ? AGAIN_MS : PAUSE_MS, (now) => sending.current || send(now));
  const takeStep = () => {
    const isContested = theirs !== null;
    const saving = save.isPending || sending.current;
    const step = planPublish({ isContested, publishing: publish.isPending, saving, settled, isRight, changed });
    setWanted(step === 'wait' || step === 'save');
    if (step === 'refuse') toast.error(MEND_FIRST);
    else if (step === 'save') send(text);
    else if (step === 'publish') publish.mutate({ id, ...(base.revision !== null && { revision: base.revision }) });
  };
  const ready = wanted && !save.isPending && settled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is to be done is decided when the waiting is over
  useEffect(() => {
    if (ready && !sending.current) takeStep();
  }, [ready]);
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
    publish: takeStep,
    publishing: publish.isPending || wanted,
  };
}
