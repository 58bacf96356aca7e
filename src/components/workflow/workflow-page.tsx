'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play, Save, Upload } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { JsonValue } from '@/server/core/json.ts';
import type { WorkflowView } from '@/server/core/workflow/workflow-view.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { DefinitionEditor } from './definition-editor.tsx';
import { PublicationBadge } from './publication-badge.tsx';
import { useDefinitionText } from './use-definition-text.ts';

const RunWorkflowDialog = dynamic(() => import('./run-workflow-dialog.tsx').then((module) => module.RunWorkflowDialog), { ssr: false });

/** Saving and publishing, with what stands in their way. */
function useSaving(workflow: WorkflowView) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const keep = (view: WorkflowView) => {
    queryClient.setQueryData(trpc.workflows.get.queryKey({ id: workflow.id }), view);
    void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
  };
  const save = useMutation(
    trpc.workflows.save.mutationOptions({
      onSuccess: (view) => {
        keep(view);
        toast.success('Draft saved.');
      },
    }),
  );
  const publish = useMutation(
    trpc.workflows.publish.mutationOptions({
      onSuccess: (view) => {
        keep(view);
        toast.success(`Version ${view.publishedVersion} is what runs now.`);
      },
    }),
  );
  return { save, publish };
}

function Editor({ workflow }: { workflow: WorkflowView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayWrite = useAllowed('operator');
  const [running, setRunning] = useState(false);
  // The revision under edit stays with the text: what others save meanwhile must not pass as seen.
  const [revision, setRevision] = useState(workflow.revision);
  const [savedText, setSavedText] = useState<string | null>(null);
  const definition = useDefinitionText(workflow.draft as unknown as JsonValue);
  const { save, publish } = useSaving(workflow);
  if (savedText === null && definition.text !== null) setSavedText(definition.text);
  const changed = savedText !== null && definition.text !== savedText;
  const problem = save.isError ? readProblem(save.error) : publish.isError ? readProblem(publish.error) : null;
  const conflict = problem?.code === 'precondition_failed';
  const sendDraft = (seen: number | undefined) =>
    save.mutate(
      { id: workflow.id, definition: definition.value, ...(seen !== undefined && { revision: seen }) },
      {
        onSuccess: (view) => {
          setRevision(view.revision);
          setSavedText(definition.text);
        },
      },
    );
  const loadTheirs = async (): Promise<void> => {
    const view = await queryClient.fetchQuery({ ...trpc.workflows.get.queryOptions({ id: workflow.id }), staleTime: 0 });
    definition.reset(view.draft as unknown as JsonValue);
    setRevision(view.revision);
    setSavedText(null);
    save.reset();
    publish.reset();
  };
  const valid = definition.faults?.length === 0;
  const runs = workflow.published ?? workflow.draft;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DetailHeader
        title={workflow.name}
        path={[{ label: 'Workflows', href: '/workflows' }]}
        marks={
          <>
            <PublicationBadge workflow={workflow} />
            <Link href={`/runs?workflow=${encodeURIComponent(workflow.id)}`} className="text-accent text-small hover:underline">
              its runs
            </Link>
          </>
        }
        actions={
          mayWrite && (
            <>
              <Button busy={save.isPending} disabled={!changed || !valid} onClick={() => sendDraft(revision)}>
                <Save aria-hidden />
                Save draft
              </Button>
              <Button
                busy={publish.isPending}
                disabled={changed || !valid || (workflow.publishedVersion !== null && !workflow.hasUnpublishedChanges)}
                onClick={() => publish.mutate({ id: workflow.id, revision }, { onSuccess: (view) => setRevision(view.revision) })}
              >
                <Upload aria-hidden />
                Publish
              </Button>
              <Button variant="primary" onClick={() => setRunning(true)}>
                <Play aria-hidden />
                Run
              </Button>
            </>
          )
        }
      />
      {conflict && (
        <Banner
          tone="wait"
          className="mx-6 mb-3"
          action={
            <span className="flex gap-2">
              <Button onClick={() => void loadTheirs()}>Load theirs</Button>
              {changed && <Button onClick={() => sendDraft(undefined)}>Save mine over it</Button>}
            </span>
          }
        >
          Somebody else saved this draft since you opened it. Nothing of yours was written, and nothing of theirs is lost.
        </Banner>
      )}
      {problem && !conflict && (
        <Banner tone="fail" className="mx-6 mb-3">
          {problem.message}
        </Banner>
      )}
      <DefinitionEditor definition={definition} readOnly={!mayWrite} />
      {running && (
        <RunWorkflowDialog
          id={workflow.id}
          name={workflow.name}
          definition={runs as unknown as JsonValue}
          what={
            workflow.publishedVersion === null
              ? 'It was never published: the saved draft runs.'
              : `Version ${workflow.publishedVersion} runs.`
          }
          onClose={() => setRunning(false)}
        />
      )}
    </div>
  );
}

/** A stored workflow: its definition, its graph, and the way to run it. */
export function WorkflowPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const query = useQuery(trpc.workflows.get.queryOptions({ id }));
  useShortcut({ keys: 'Escape', label: 'Back to workflows', group: 'Page' }, () => router.push('/workflows'));
  if (query.isPending) return <SkeletonRows rows={10} label="Loading the workflow" />;
  if (query.isError) return <ErrorState what="This workflow" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  return <Editor workflow={query.data} />;
}
