'use client';
import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { LogView } from '../log/log-view.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { TaskData } from './task-data.tsx';
import { TaskOverview } from './task-overview.tsx';

// Brings the schema library along, so it waits for who asks why.
const DecisionPane = dynamic(() => import('../decision/decision-pane.tsx').then((module) => module.DecisionPane), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-4 w-1/2" />,
});

const PANES = ['overview', 'logs', 'data', 'decision'] as const;
const LABELS = { overview: 'Overview', logs: 'Logs', data: 'Data', decision: 'Decision' } as const;

interface TaskInspectorProps {
  /** The definition's task_id that is selected. */
  taskKey: string;
  task: TaskSummary | undefined;
  /** Every task of the run that is here: a map shows its calls. */
  tasks: readonly TaskSummary[];
  /** Looked at as it stood then: `task` and `tasks` are already; null: now. */
  asOf: Date | null;
  /** All tasks are here and this one is not among them. */
  missing: boolean;
  onSelect(taskId: string | null): void;
}

/** The selected task, at the right edge; the same in every view of the run. */
export function TaskInspector({ taskKey, task, tasks, asOf, missing, onSelect }: TaskInspectorProps) {
  const [pane, setPane] = useQueryState('pane', parseAsStringLiteral(PANES).withDefault('overview'));
  const rowId = task?.id;
  const calls = useMemo(() => tasks.filter(({ parentId }) => parentId !== null && parentId === rowId), [tasks, rowId]);
  return (
    <aside aria-label="Selected task" className="flex w-[clamp(380px,34%,600px)] shrink-0 animate-appear flex-col border-l bg-panel">
      <header className="flex items-start justify-between gap-3 px-4 pt-3 pb-1">
        <div className="min-w-0">
          <h2 className="truncate font-semibold text-ink text-lead" title={task?.name ?? taskKey}>
            {task?.name ?? taskKey}
          </h2>
          <p className="flex items-center gap-2 text-small">
            {task && <StatusMark look={TASK_LOOKS[task.status]} />}
            <span className="truncate font-mono text-ink-3">{taskKey}</span>
          </p>
        </div>
        <Button variant="ghost" size="icon" aria-label="Close the task" title="Close (Esc)" onClick={() => onSelect(null)}>
          <X aria-hidden />
        </Button>
      </header>
      {missing && (
        <EmptyState icon={X} title="No such task" action={<Button onClick={() => onSelect(null)}>Close</Button>}>
          This run has no task “{taskKey}”.
        </EmptyState>
      )}
      {!missing && !task && <Skeleton className="skeleton-delay m-4 w-1/2" />}
      {task && (
        <Tabs
          label="About the task"
          value={pane}
          onChange={(next) => void setPane(next)}
          tabs={PANES.map((value) => ({ value, label: LABELS[value] }))}
          className="flex-1 [&>div:first-child]:px-2"
          panelClassName="flex flex-col overflow-y-auto"
        >
          {pane === 'overview' && (
            <TaskOverview task={task} calls={calls} parent={tasks.find(({ id }) => id === task.parentId)} onSelect={onSelect} />
          )}
          {pane === 'logs' && <LogView taskId={task.id} live={asOf === null && task.finishedAt === null} asOf={asOf} />}
          {pane === 'data' && <TaskData task={task} asOf={asOf} />}
          {pane === 'decision' && <DecisionPane attempts={task.attempts} />}
        </Tabs>
      )}
    </aside>
  );
}
