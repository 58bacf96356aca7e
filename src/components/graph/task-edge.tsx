'use client';
import { BaseEdge, type Edge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo, useContext } from 'react';
import { GraphContext, useGraphTask } from './graph-context.tsx';

export type TaskFlowEdge = Edge<{ when: string; soft: boolean }, 'task'>;

/** A dependency: stronger once its source is done, in the accent when it belongs to the selected task. */
export const TaskEdge = memo(function TaskEdge({ source, target, data, ...ends }: EdgeProps<TaskFlowEdge>) {
  const { selected } = useContext(GraphContext);
  const done = useGraphTask(source)?.status === 'completed';
  const chosen = selected !== null && (selected === source || selected === target);
  const [path] = getBezierPath({ ...ends, curvature: 0.35 });
  const stroke = chosen ? 'var(--accent)' : done ? 'var(--ok)' : 'var(--line-strong)';
  return (
    <BaseEdge
      path={path}
      style={{
        stroke,
        strokeWidth: chosen ? 1.75 : 1,
        strokeOpacity: chosen ? 1 : done ? 0.35 : 0.7,
        ...(data?.soft || data?.when !== 'completed' ? { strokeDasharray: '4 3' } : {}),
      }}
    />
  );
});
