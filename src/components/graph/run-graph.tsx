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

interface LegendProps {
  tasks: TaskSummary[];
  selected: string | null;
  onSelect(taskId: string): void;
}

/**
 * How many tasks are in which state: the graph in a line, and what its colours mean. Each leads to the first of its tasks, then to the
 * next: in a large graph those that failed may be far out of view. A call is behind the card of its map, and leads there.
 */
function Legend({ tasks, selected, onSelect }: LegendProps) {
  const counts = useMemo(() => Map.groupBy(tasks, ({ status }) => status), [tasks]);
  const showNext = (those: readonly TaskSummary[]) => {
    const drawn = those.filter(({ parentId }) => parentId === null);
    const parents = new Set(those.map(({ parentId }) => parentId));
    const cards = drawn.length > 0 ? drawn : tasks.filter(({ id }) => parents.has(id));
    const next = cards[(cards.findIndex(({ taskId }) => taskId === selected) + 1) % cards.length];
    if (next) onSelect(next.taskId);
  };
  return (
    <ul aria-label="States" className="flex flex-wrap gap-x-1 gap-y-1 rounded-control border bg-panel p-0.5 text-small">
      {TASK_STATUSES.map((status) => {
        const those = counts.get(status);
        return (
          those && (
            <li key={status}>
              <button
                type="button"
                title="Show the next one"
                onClick={() => showNext(those)}
                className="flex items-center gap-1.5 rounded-[4px] px-2 py-0.5 text-ink-2 hover:bg-hover hover:text-ink"
              >
                <StatusIcon look={TASK_LOOKS[status]} className="size-3" />
                {TASK_LOOKS[status].word}
                <span className="font-medium text-ink">{those.length}</span>
              </button>
            </li>
          )
        );
      })}
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
      legend={<Legend tasks={tasks} selected={selected} onSelect={onSelect} />}
      keys
    />
  );
}
