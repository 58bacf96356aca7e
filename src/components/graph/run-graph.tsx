'use client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RunView } from '@/server/core/run/run-view.ts';
import { TASK_STATUSES } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { areasOf } from './areas.ts';
import type { GraphSelection } from './canvas-graph.ts';
import { shapeOf } from './graph-shape.ts';
import { LaidOutGraph } from './laid-out-graph.tsx';
import { createStateStore } from './state-store.ts';
import { createStateReader } from './task-state.ts';

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
  /** All tasks are here: only then a map can say how far it is. */
  complete: boolean;
  selected: string | null;
  onSelect(taskId: string): void;
}

/** The run as a graph, coloured by what its tasks do. */
export function RunGraph({ run, tasks, complete, selected, onSelect }: RunGraphProps) {
  const [store] = useState(createStateStore);
  const [readStates] = useState(createStateReader);
  const shape = useMemo(() => shapeOf(run.definition), [run.definition]);
  const areas = useMemo(() => areasOf(run.definition), [run.definition]);
  useEffect(() => store.set(readStates(tasks, complete)), [store, readStates, tasks, complete]);
  const selection = useMemo(() => ({ nodes: selected === null ? [] : [selected], edges: [] }), [selected]);
  const select = useCallback(
    ({ nodes: [taskId] }: GraphSelection) => {
      if (taskId !== undefined) onSelect(taskId);
    },
    [onSelect],
  );
  return (
    <LaidOutGraph
      shape={shape}
      areas={areas}
      selection={selection}
      onSelect={select}
      statuses={store}
      label="Graph of the run"
      legend={<Legend tasks={tasks} />}
      keys
    />
  );
}
