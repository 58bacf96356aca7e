'use client';
import dynamic from 'next/dynamic';
import { CopyButton } from '../ui/copy-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import type { DryRun } from './dry-run-states.ts';
import { LastRuns } from './last-runs.tsx';
import { TaskForm } from './task-form.tsx';
import type { Problems } from './use-problems.ts';
import type { TrialState } from './use-trial.ts';
import { WorkflowForm } from './workflow-form.tsx';

/** Loaded with the first look at the text: the editor is the largest part of the page. */
const TextPane = dynamic(() => import('./text-pane.tsx').then((module) => module.TextPane), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-4 w-1/2" />,
});

const TrialPane = dynamic(() => import('./trial-pane.tsx').then((module) => module.TrialPane), { ssr: false });

export type SideTab = 'form' | 'yaml' | 'try' | 'runs';

interface SidePaneProps {
  tab: SideTab;
  onTab(tab: SideTab): void;
  problems: Problems;
  reveal: { from: number } | null;
  /** Null for a workflow that is not stored yet. */
  workflowId: string | null;
  /** The last dry run, until it is closed. */
  dryRun: DryRun | null;
  trial: TrialState;
}

/** Beside the canvas: the form of what is selected, the whole as text, what ran. */
export function SidePane({ tab, onTab, problems, reveal, workflowId, dryRun, trial }: SidePaneProps) {
  const { readOnly } = useDesigner();
  const { draft, selection } = useDesignerState();
  const [chosen] = selection.nodes;
  const isRight = problems.settled && problems.list.length === 0;
  const tabs: { value: SideTab; label: string }[] = [
    { value: 'form', label: 'Form' },
    { value: 'yaml', label: 'YAML' },
    ...(workflowId === null || readOnly ? [] : [{ value: 'try' as const, label: 'Try' }]),
    ...(workflowId === null ? [] : [{ value: 'runs' as const, label: 'Runs' }]),
  ];
  return (
    <aside aria-label="Inspector" className="flex min-h-0 w-[400px] shrink-0 flex-col border-l 2xl:w-[480px]">
      <Tabs
        label="Views of the draft"
        value={tab}
        onChange={onTab}
        tabs={tabs}
        className="min-h-0 flex-1"
        panelClassName={tab === 'yaml' ? 'overflow-hidden' : 'overflow-y-auto'}
        aside={<CopyButton value={draft.text} label="Copy the definition" className="mr-2" />}
      >
        {tab === 'yaml' && <TextPane problems={problems.list} reveal={reveal} />}
        {tab === 'try' && workflowId !== null && <TrialPane workflowId={workflowId} trial={trial} isRight={isRight} />}
        {tab === 'runs' && workflowId !== null && (
          <LastRuns
            workflowId={workflowId}
            {...(!readOnly && {
              onShow: (runId: string) => {
                trial.follow(runId);
                onTab('try');
              },
            })}
          />
        )}
        {tab === 'form' &&
          (chosen === undefined ? (
            <WorkflowForm problems={problems.list} />
          ) : (
            <TaskForm
              key={chosen}
              id={chosen}
              problems={problems.list}
              dryRun={dryRun?.tasks.find(({ taskId }) => taskId === chosen) ?? null}
            />
          ))}
      </Tabs>
    </aside>
  );
}
