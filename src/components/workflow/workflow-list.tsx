'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { LayoutTemplate, Plus, Workflow } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { useRef } from 'react';
import type { WorkflowSummary } from '@/server/core/workflow/workflow-view.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { useAllowed } from '../session/session.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { NumberCell, RowHeader, rowClass } from '../ui/row-list.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { PublicationBadge } from './publication-badge.tsx';
import { useLiveWorkflows } from './use-live-workflows.ts';
import { workflowPages } from './workflow-pages.ts';

const COLUMNS = 'grid-cols-[minmax(200px,1.6fr)_minmax(180px,220px)_64px_minmax(180px,1fr)_90px_minmax(80px,140px)]';

function NewWorkflowLinks() {
  return (
    <>
      <Link href="/workflows/new/gallery" className={buttonClass({ variant: 'secondary' })}>
        <LayoutTemplate aria-hidden />
        Gallery
      </Link>
      <Link href="/workflows/new" className={buttonClass({ variant: 'primary' })}>
        <Plus aria-hidden />
        New workflow
      </Link>
    </>
  );
}

function WorkflowRow({ workflow }: { workflow: WorkflowSummary }) {
  const { id, name, taskCount, lastRun, updatedAt } = workflow;
  return (
    <li>
      <Link href={`/workflows/${id}`} data-row className={rowClass(COLUMNS)}>
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium text-ink">{name}</span>
          <span className="truncate text-ink-3 text-small">{id}</span>
        </span>
        <PublicationBadge workflow={workflow} />
        <NumberCell>{taskCount}</NumberCell>
        <span className="flex min-w-0 items-center gap-2">
          {lastRun ? (
            <>
              <StatusMark look={RUN_LOOKS[lastRun.status]} />
              <Ago at={lastRun.createdAt} className="truncate text-ink-3" />
            </>
          ) : (
            <span className="text-ink-3">never ran</span>
          )}
        </span>
        <NumberCell className="text-ink-3">
          <Ago at={updatedAt} />
        </NumberCell>
        <span className="truncate text-ink-3">
          <ActorName id={workflow.createdBy} name={workflow.createdByName} />
        </span>
      </Link>
    </li>
  );
}

/** Stored workflows, with what runs of them and how the last run went. */
export function WorkflowList() {
  const client = useTRPCClient();
  const mayWrite = useAllowed('operator');
  const [text, setText] = useQueryState('q', parseAsString.withDefault(''));
  const list = useRef<HTMLUListElement>(null);
  const query = useInfiniteQuery(workflowPages((input) => client.workflows.list.query(input), text));
  useLiveWorkflows();
  useRowKeys(list);
  return (
    <>
      <PageHeader title="Workflows" actions={mayWrite && <NewWorkflowLinks />} />
      <div className="px-6 pb-3">
        <SearchInput label="Name or id" value={text} onChange={(value) => void setText(value || null)} />
      </div>
      <Loaded
        query={query}
        what="The list of workflows"
        rows={12}
        empty={
          text === '' ? (
            <EmptyState icon={Workflow} title="No workflows yet" action={mayWrite && <NewWorkflowLinks />}>
              A workflow is a graph of tasks. Draw one, or begin with one of the gallery; publish it, run it as often as you like.
            </EmptyState>
          ) : (
            <EmptyState
              icon={Workflow}
              title="No workflow matches"
              action={<Button onClick={() => void setText(null)}>Clear the filter</Button>}
            >
              No name or id contains “{text}”.
            </EmptyState>
          )
        }
      >
        {(workflows) => (
          <div className="min-w-[800px]">
            <RowHeader columns={COLUMNS}>
              <span>Name</span>
              <span>Version</span>
              <span className="text-right">Tasks</span>
              <span>Last run</span>
              <span className="text-right">Changed</span>
              <span>By</span>
            </RowHeader>
            <ul ref={list}>
              {workflows.map((workflow) => (
                <WorkflowRow key={workflow.id} workflow={workflow} />
              ))}
            </ul>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </div>
        )}
      </Loaded>
    </>
  );
}
