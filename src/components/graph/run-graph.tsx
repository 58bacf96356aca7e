'use client';
import { useEffect, useMemo, useState } from 'react';
import type { RunView } from '@/server/core/run/run-view.ts';
import { TASK_STATUSES } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { GraphCanvas } from './graph-canvas.tsx';
import { GraphContext } from './graph-context.tsx';
import { shapeOf } from './graph-shape.ts';
import { createTaskStore } from './task-store.ts';

/** How many tasks are in which state: the graph in a line, and what its colours mean. */
function Legend({ tasks }: { tasks: TaskSummary[] }) {
  const counts = Map.groupBy(tasks, ({ status }) => status);
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 rounded-control border bg-panel px-2.5 py-1 text-small">
      {TASK_STATUSES.filter((status) => counts.has(status)).map((status) => (
        <li key={status} className="flex items-center gap-1.5 text-ink-2">
          <StatusIcon look={TASK_LOOKS[status]} className="size-3" />
          {TASK_LOOKS[status].word}
          <span className="font-medium text-ink">{counts.get(status)?.length}</span>
        </li>
      ))}
    </ul>
  );
}

interface RunGraphProps {
  run: RunView;
  tasks: TaskSummary[];
  selected: string | null;
  onSelect(taskId: string): void;
}

/** The run as a graph, coloured by what its tasks do. */
export function RunGraph({ run, tasks, selected, onSelect }: RunGraphProps) {
  const [store] = useState(createTaskStore);
  const shape = useMemo(() => shapeOf(run.definition), [run.definition]);
  useEffect(() => store.set(tasks), [store, tasks]);
  const context = useMemo(() => ({ tasks: store, selected, onSelect }), [store, selected, onSelect]);
  return (
    <GraphContext value={context}>
      <GraphCanvas shape={shape} label="Graph of the run" legend={<Legend tasks={tasks} />} keys />
    </GraphContext>
  );
}
