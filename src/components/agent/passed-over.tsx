'use client';
import Link from 'next/link';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { fold } from '@/server/core/routing/capability-relation.ts';
import { useQueueState } from '../queue/use-queue-state.ts';

/** Why an agent with a free slot does not get what it could take: the tasks that wait for a faster one. Nothing where none do. */
export function PassedOver({ agent }: { agent: AgentView }) {
  const { data } = useQueueState();
  const able = new Set(agent.capabilities.map(({ name }) => fold(name)));
  const groups = data?.groups.filter(
    ({ reason, capabilities }) => reason === 'faster_agent' && capabilities.every((name) => able.has(fold(name))),
  );
  const tasks = groups?.reduce((sum, group) => sum + group.tasks, 0) ?? 0;
  if (tasks === 0) return null;
  return (
    <Link
      href="/queues"
      prefetch={false}
      title={groups?.find(({ detail }) => detail !== null)?.detail ?? undefined}
      className="truncate text-wait underline decoration-dotted underline-offset-2 hover:decoration-solid"
    >
      {tasks === 1 ? '1 task waits' : `${tasks} tasks wait`} for a faster one
    </Link>
  );
}
