'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PencilRuler, Play, Upload } from 'lucide-react';
import type { Route } from 'next';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { toast } from 'sonner';
import type { JsonValue } from '@/server/core/json.ts';
import type { WorkflowView } from '@/server/core/workflow/workflow-view.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { DefinitionEditor } from './definition-editor.tsx';
import { PublicationBadge } from './publication-badge.tsx';
import { useDefinitionText } from './use-definition-text.ts';

const SchedulesDialog = dynamic(() => import('../schedule/schedules-dialog.tsx').then((module) => module.SchedulesDialog), { ssr: false });
const RunWorkflowDialog = dynamic(() => import('./run-workflow-dialog.tsx').then((module) => module.RunWorkflowDialog), { ssr: false });

const VersionsTab = dynamic(() => import('./versions-tab.tsx').then((module) => module.VersionsTab), { ssr: false });

const TABS = ['definition', 'versions'] as const;

function usePublishing(workflow: WorkflowView) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.workflows.publish.mutationOptions({
      onSuccess: (view) => {
        queryClient.setQueryData(trpc.workflows.get.queryKey({ id: workflow.id }), view);
        void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
        toast.success(`Version ${view.publishedVersion} is what runs now.`);
      },
    }),
  );
}

function Acts({ workflow, onRun }: { workflow: WorkflowView; onRun(): void }) {
  const { id, revision, publishedVersion, hasUnpublishedChanges } = workflow;
  const publish = usePublishing(workflow);
  return (
    <>
      <Link href={`/workflows/${id}/edit` as Route} className={buttonClass()}>
        <PencilRuler aria-hidden />
        Edit
      </Link>
      <Button
        busy={publish.isPending}
        disabled={publishedVersion !== null && !hasUnpublishedChanges}
        onClick={() => publish.mutate({ id, revision }, { onError: (error) => void toast.error(readProblem(error).message) })}
      >
        <Upload aria-hidden />
        Publish
      </Button>
      <Button variant="primary" onClick={onRun}>
        <Play aria-hidden />
        Run
      </Button>
    </>
  );
}

function Shown({ workflow }: { workflow: WorkflowView }) {
  const mayWrite = useAllowed('operator');
  const [running, setRunning] = useState(false);
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('definition'));
  const [scheduling, setScheduling] = useState(false);
  const definition = useDefinitionText(workflow.draft as unknown as JsonValue, workflow.draftSource);
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
              Runs
            </Link>
            <button type="button" onClick={() => setScheduling(true)} className="text-accent text-small hover:underline">
              Schedules
            </button>
          </>
        }
        actions={mayWrite && <Acts workflow={workflow} onRun={() => setRunning(true)} />}
      />
      <Tabs
        label="Views of the workflow"
        value={tab}
        onChange={(next) => void setTab(next)}
        tabs={[
          { value: 'definition', label: 'Definition' },
          { value: 'versions', label: 'Versions', count: workflow.versions.length },
        ]}
        className="min-h-0 flex-1 [&>div:first-child]:px-4"
        panelClassName="relative flex min-h-0 flex-col overflow-hidden"
      >
        {tab === 'definition' && <DefinitionEditor definition={definition} readOnly />}
        {tab === 'versions' && <VersionsTab workflow={workflow} />}
      </Tabs>
      {scheduling && <SchedulesDialog workflowId={workflow.id} name={workflow.name} onClose={() => setScheduling(false)} />}
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
  return (
    <Loaded query={query} what="This workflow" rows={10} back={{ href: '/workflows', label: 'All workflows' }}>
      {(workflow) => <Shown key={workflow.revision} workflow={workflow} />}
    </Loaded>
  );
}
