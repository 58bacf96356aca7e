'use client';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { memo, useMemo } from 'react';
import { failureCause } from '@/server/core/task/failure-cause.ts';
import { TASK_STATUSES } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { WAIT_WORDS } from '../status/wait-reason.ts';
import { Span } from '../time/time-text.tsx';
import { cn } from '../ui/class-names.ts';
import { plural } from '../ui/plural.ts';
import { NumberCell } from '../ui/row-list.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { Select } from '../ui/select.tsx';
import { selectableRowClass, VirtualRows } from '../ui/virtual-rows.tsx';

const ROW_PX = 32;
const COLUMNS = 'grid grid-cols-[96px_minmax(110px,1.4fr)_minmax(80px,2.4fr)_minmax(70px,0.8fr)_56px_68px] gap-3';

/** What one should know of a task besides its status: its error, or what it waits for. */
function Remark({ task }: { task: TaskSummary }) {
  if (task.error && task.status !== 'completed') {
    const skipped = task.status === 'skipped';
    const text = skipped ? task.error.message : failureCause(task.error);
    return (
      <span className={cn('truncate', task.status === 'failed' ? 'text-fail' : skipped ? 'text-ink-2' : 'text-wait')} title={text}>
        {text}
      </span>
    );
  }
  if (task.waitReason && task.waitReason !== 'dependency') return <span className="truncate text-wait">{WAIT_WORDS[task.waitReason]}</span>;
  return <span className="truncate text-ink-3">{task.taskType}</span>;
}

const TaskRow = memo(function TaskRow({
  task,
  selected,
  onSelect,
}: {
  task: TaskSummary;
  selected: boolean;
  onSelect(taskId: string): void;
}) {
  const last = task.attempts.at(-1);
  return (
    <button
      type="button"
      data-row
      aria-pressed={selected}
      onClick={() => onSelect(task.taskId)}
      className={cn(selectableRowClass(COLUMNS, selected), 'h-8 text-ink-2')}
    >
      <StatusMark look={TASK_LOOKS[task.status]} />
      <span className="truncate text-ink" title={task.taskId}>
        {task.name}
      </span>
      <Remark task={task} />
      <span className="truncate">{last?.agentName ?? last?.agentId ?? ''}</span>
      <NumberCell>{task.attempts.length || ''}</NumberCell>
      <NumberCell>{last?.startedAt ? <Span from={last.startedAt} to={last.endedAt} /> : ''}</NumberCell>
    </button>
  );
});

const keyOf = ({ taskId }: TaskSummary) => taskId;

/** Every task of the run as a row; only those in view are drawn. */
export function TaskList({ tasks, selected, onSelect }: { tasks: TaskSummary[]; selected: string | null; onSelect(taskId: string): void }) {
  const [text, setText] = useQueryState('tq', parseAsString.withDefault(''));
  const [status, setStatus] = useQueryState('ts', parseAsStringLiteral([...TASK_STATUSES, 'all'] as const).withDefault('all'));
  const rows = useMemo(() => {
    const sought = text.toLowerCase();
    return tasks.filter(
      (task) =>
        (status === 'all' || task.status === status) && (sought === '' || `${task.name} ${task.taskId}`.toLowerCase().includes(sought)),
    );
  }, [tasks, text, status]);
  const present = useMemo(() => new Set(tasks.map((task) => task.status)), [tasks]);
  return (
    <>
      <div className="flex items-center gap-2 px-6 py-2.5">
        <SearchInput label="Task" value={text} onChange={(value) => void setText(value || null)} />
        <Select
          label="Status"
          value={status}
          onChange={(value) => void setStatus(value === 'all' ? null : value)}
          options={[
            { value: 'all', label: 'All states' },
            ...TASK_STATUSES.filter((each) => present.has(each) || each === status).map((each) => ({
              value: each,
              label: TASK_LOOKS[each].word,
            })),
          ]}
        />
        <span className="ml-auto text-ink-3 text-small">
          {rows.length === tasks.length ? plural(tasks.length, 'task') : `${rows.length} of ${plural(tasks.length, 'task')}`}
        </span>
      </div>
      <VirtualRows
        rows={rows}
        rowPx={ROW_PX}
        keyOf={keyOf}
        selected={selected}
        headClassName={cn(COLUMNS, 'font-medium')}
        head={
          <>
            <span>Status</span>
            <span>Task</span>
            <span>Remark</span>
            <span>Agent</span>
            <span className="text-right">Attempts</span>
            <span className="text-right">Last took</span>
          </>
        }
      >
        {(task) => <TaskRow task={task} selected={task.taskId === selected} onSelect={onSelect} />}
      </VirtualRows>
    </>
  );
}
