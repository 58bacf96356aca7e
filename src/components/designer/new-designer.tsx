'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LayoutTemplate, Play, Save } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import type { JsonObject } from '@/server/core/json.ts';
import { MAX_SOURCE } from '@/server/core/workflow/draft-source.ts';
import type { GraphHandle } from '../graph/canvas-graph.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { DesignerBody } from './designer-body.tsx';
import { DesignerProvider, useDesignerState } from './designer-context.tsx';
import { DraftStore } from './draft-store.ts';
import { draftValue } from './model/draft.ts';
import { dropBeginning, dropEntry, readBeginning, readEntry } from './model/journal.ts';
import { MEND_FIRST } from './refusal-words.ts';
import { useActs } from './use-acts.ts';
import { useJournal } from './use-journal.ts';
import { useProblems } from './use-problems.ts';

const RunDraftDialog = dynamic(() => import('./run-draft-dialog.tsx').then((module) => module.RunDraftDialog), { ssr: false });

/** What the browser keeps it under until it has an id. */
const NEW = 'new';

/** A reference to a value, in the language of workflows. */
const reference = (path: string) => `\${${path}}`;

/** Three tasks that show dependencies, references and a task that always runs. */
const START = `workflow_id: my-workflow
name: My workflow
tasks:
  - task_id: collect
    task_type: collect
    name: Collect
    input:
      topic: ${reference('input.topic')}
  - task_id: analyse
    task_type: analyse
    name: Analyse
    dependencies: [collect]
    input:
      facts: ${reference('tasks.collect.output')}
  - task_id: tidy
    task_type: tidy
    name: Tidy up
    dependencies:
      - task_id: analyse
        when: always
`;
const BASE = { text: START, revision: null };

function useCreating() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: (view) => {
        dropEntry(localStorage, NEW);
        queryClient.setQueryData(trpc.workflows.get.queryKey({ id: view.id }), view);
        void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
        router.replace(`/workflows/${view.id}/edit`);
      },
    }),
  );
}

function Frame({ store }: { store: DraftStore }) {
  const { draft } = useDesignerState();
  const [running, setRunning] = useState(false);
  const problems = useProblems();
  const isRight = problems.settled && problems.list.length === 0;
  const create = useCreating();
  useJournal(NEW, store, BASE);
  const name = typeof draft.head?.name === 'string' ? draft.head.name : 'New workflow';
  const run = () => (problems.list.length === 0 ? setRunning(true) : toast.error(MEND_FIRST));
  const save = () => {
    if (problems.settled && !isRight) toast.error(MEND_FIRST);
    if (!isRight || create.isPending) return;
    create.mutate(draft.text.length <= MAX_SOURCE ? { source: draft.text } : { definition: draftValue(draft) });
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DetailHeader
        title="New workflow"
        path={[{ label: 'Workflows', href: '/workflows' }]}
        actions={
          <>
            <Link href="/workflows/new/gallery" className={buttonClass({ variant: 'secondary' })}>
              <LayoutTemplate aria-hidden />
              Gallery
            </Link>
            <Button disabled={!isRight} onClick={run}>
              <Play aria-hidden />
              Try it
            </Button>
            <Button variant="primary" busy={create.isPending || create.isSuccess} disabled={!isRight} onClick={save}>
              <Save aria-hidden />
              Save draft
            </Button>
          </>
        }
      />
      {create.isError && (
        <Banner tone="fail" className="mx-6 mb-3">
          {readProblem(create.error).message}
        </Banner>
      )}
      <DesignerBody problems={problems} workflowId={null} onRun={run} onPublish={save} />
      {running && <RunDraftDialog name={name} definition={draftValue(draft) as JsonObject} onClose={() => setRunning(false)} />}
    </div>
  );
}

/** A workflow that is not stored yet. Load it in the browser alone: it goes on from what the browser has kept. */
export function NewDesigner() {
  const canvas = useRef<GraphHandle | null>(null);
  const [store] = useState(() => {
    const opened = new DraftStore(START);
    const kept = readEntry(localStorage, NEW);
    if (kept) opened.write(kept.text, 'Restore');
    // One step on top: what was there before is one undo away.
    const chosen = readBeginning(localStorage);
    if (chosen !== null) opened.write(chosen, 'Begin');
    return opened;
  });
  useEffect(() => dropBeginning(localStorage), []);
  const acts = useActs(store, canvas);
  const value = useMemo(() => ({ store, acts, canvas, readOnly: false }), [store, acts]);
  return (
    <DesignerProvider value={value}>
      <Frame store={store} />
    </DesignerProvider>
  );
}
