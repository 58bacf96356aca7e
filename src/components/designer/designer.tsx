'use client';
import { Play, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import type { JsonObject } from '@/server/core/json.ts';
import type { WorkflowView } from '@/server/core/workflow/workflow-view.ts';
import type { GraphHandle } from '../graph/canvas-graph.ts';
import { useAllowed } from '../session/session.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { PublicationBadge } from '../workflow/publication-badge.tsx';
import { DesignerBody } from './designer-body.tsx';
import { DesignerProvider, useDesignerState } from './designer-context.tsx';
import { DraftStore } from './draft-store.ts';
import { draftValue } from './model/draft.ts';
import { dropEntry, readEntry } from './model/journal.ts';
import { MEND_FIRST } from './refusal-words.ts';
import { SavingMark } from './saving-mark.tsx';
import { useActs } from './use-acts.ts';
import { type Base, useJournal } from './use-journal.ts';
import { useProblems } from './use-problems.ts';
import { textOfDraft, useSaving } from './use-saving.ts';

const RunDraftDialog = dynamic(() => import('./run-draft-dialog.tsx').then((module) => module.RunDraftDialog), { ssr: false });
const MergeDialog = dynamic(() => import('./merge-dialog.tsx').then((module) => module.MergeDialog), { ssr: false });

interface Opened {
  store: DraftStore;
  base: Base;
}

/** Opens a draft; what the browser kept of an earlier edit is one step on top of it. */
function openDraft(workflow: WorkflowView): Opened {
  const stored = { text: textOfDraft(workflow), revision: workflow.revision };
  const kept = readEntry(localStorage, workflow.id);
  if (kept === null || kept.text === stored.text) return { store: new DraftStore(stored.text), base: stored };
  // Made from an older revision, it is saved over that one: which is refused, and merged.
  const store = new DraftStore(kept.base);
  store.write(kept.text, 'Restore');
  return { store, base: { text: kept.base, revision: kept.revision ?? stored.revision } };
}

function Frame({ workflow, opened }: { workflow: WorkflowView; opened: Opened }) {
  const { draft, history } = useDesignerState();
  const mayWrite = useAllowed('operator');
  const [running, setRunning] = useState(false);
  const problems = useProblems();
  const isRight = problems.settled && problems.list.length === 0;
  const saving = useSaving(workflow, opened.base, { isRight, settled: problems.settled });
  useJournal(workflow.id, opened.store, saving.base);
  const restored = history.past.length === 1 && history.past[0]?.label === 'Restore';
  const mergeable = saving.theirs !== null && draft.head !== null;
  const name = typeof draft.head?.name === 'string' ? draft.head.name : workflow.name;
  const run = () => (problems.list.length === 0 ? setRunning(true) : toast.error(MEND_FIRST));
  const published = saving.state === 'saved' && workflow.publishedVersion !== null && !workflow.hasUnpublishedChanges;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DetailHeader
        title={name}
        path={[
          { label: 'Workflows', href: '/workflows' },
          { label: workflow.id, href: `/workflows/${workflow.id}` },
        ]}
        marks={
          <>
            <PublicationBadge workflow={workflow} />
            {mayWrite && <SavingMark saving={saving} />}
          </>
        }
        actions={
          mayWrite && (
            <>
              <Button busy={saving.publishing} disabled={!isRight || published || saving.theirs !== null} onClick={saving.publish}>
                <Upload aria-hidden />
                Publish
              </Button>
              <Button variant="primary" disabled={!isRight} onClick={run}>
                <Play aria-hidden />
                Run
              </Button>
            </>
          )
        }
      />
      {restored && (
        <Banner
          tone="wait"
          className="mx-6 mb-3"
          action={
            <Button
              onClick={() => {
                dropEntry(localStorage, workflow.id);
                opened.store.undo();
              }}
            >
              Take it back
            </Button>
          }
        >
          What you had not saved when this page was closed is here again.
        </Banner>
      )}
      {saving.problem && (
        <Banner tone="fail" className="mx-6 mb-3">
          {saving.problem.message}
        </Banner>
      )}
      <DesignerBody problems={problems} workflowId={workflow.id} onRun={run} onPublish={saving.publish} />
      {running && (
        <RunDraftDialog
          name={name}
          definition={{ ...(draftValue(draft) as JsonObject), workflow_id: workflow.id }}
          onClose={() => setRunning(false)}
        />
      )}
      {mergeable && saving.theirs && (
        <MergeDialog base={saving.base.text} mine={draft.text} theirs={saving.theirs.text} onAccept={saving.acceptMerge} />
      )}
    </div>
  );
}

/** A stored workflow under edit. Load it in the browser alone: it goes on from what the browser has kept. */
export function Designer({ workflow }: { workflow: WorkflowView }) {
  const readOnly = !useAllowed('operator');
  const [opened] = useState(() => openDraft(workflow));
  const canvas = useRef<GraphHandle | null>(null);
  const acts = useActs(opened.store, canvas);
  const value = useMemo(() => ({ store: opened.store, acts, canvas, readOnly }), [opened, acts, readOnly]);
  return (
    <DesignerProvider value={value}>
      <Frame workflow={workflow} opened={opened} />
    </DesignerProvider>
  );
}
