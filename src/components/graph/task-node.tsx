'use client';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo, useContext } from 'react';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS, type Tone } from '../status/status-vocabulary.ts';
import { WAIT_BRIEF } from '../status/wait-reason.ts';
import { Span } from '../time/time-text.tsx';
import { cn } from '../ui/class-names.ts';
import { GraphContext, useGraphTask } from './graph-context.tsx';
import type { GraphNode } from './graph-shape.ts';

export type TaskFlowNode = Node<{ node: GraphNode }, 'task'>;

const FRAMES: Record<Tone, string> = {
  ok: 'border-line bg-panel group-data-far/graph:bg-ok-soft group-data-far/graph:border-ok',
  run: 'border-run bg-run-soft',
  wait: 'border-wait bg-panel group-data-far/graph:bg-wait-soft',
  fail: 'border-fail bg-fail-soft',
  idle: 'border-line border-dashed bg-page',
};

/** The second line: who works, how long it took, or what it waits for. */
function NodeRemark({ task }: { task: TaskSummary }) {
  const last = task.attempts.at(-1);
  if (task.status === 'failed' && task.error) return <span className="truncate text-fail">{task.error.code}</span>;
  if (task.waitReason && task.waitReason !== 'dependency') return <span className="truncate text-wait">{WAIT_BRIEF[task.waitReason]}</span>;
  if (!last || task.status === 'pending' || task.status === 'ready')
    return <span className="truncate">{TASK_LOOKS[task.status].word}</span>;
  return (
    <>
      <span className="truncate">{last.agentName ?? last.agentId}</span>
      {task.attempts.length > 1 && <span className="shrink-0 text-wait">×{task.attempts.length}</span>}
      {last.startedAt && <Span from={last.startedAt} to={last.endedAt} className="ml-auto shrink-0" />}
    </>
  );
}

/** A task in the graph. Far away only its state and the start of its name are drawn. */
export const TaskNode = memo(function TaskNode({ id, data }: NodeProps<TaskFlowNode>) {
  const { selected, onSelect } = useContext(GraphContext);
  const task = useGraphTask(id);
  const look = task ? TASK_LOOKS[task.status] : null;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        disabled={onSelect === null}
        onClick={() => onSelect?.(id)}
        aria-pressed={onSelect ? selected === id : undefined}
        title={data.node.name}
        className={cn(
          // The graph hides its nodes from the pointer: nothing in them is dragged or selected its way.
          'pointer-events-auto flex h-11 w-52 items-center gap-2 rounded-control border px-2.5 text-left transition-colors duration-200',
          look ? FRAMES[look.tone] : 'border-line-strong bg-panel',
          selected === id && 'outline-2 outline-accent outline-offset-2',
        )}
      >
        {look && <StatusIcon look={look} className="size-4 group-data-far/graph:size-6" />}
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink text-small leading-4 group-data-far/graph:line-clamp-2 group-data-far/graph:whitespace-normal group-data-far/graph:text-[17px] group-data-far/graph:leading-[19px]">
            {data.node.name}
          </span>
          {look && <span className="sr-only">, {look.word}. </span>}
          <span className="flex min-w-0 gap-1.5 text-ink-3 text-micro leading-4 group-data-far/graph:hidden">
            {task ? <NodeRemark task={task} /> : <span className="truncate">{data.node.type}</span>}
          </span>
        </span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
});
