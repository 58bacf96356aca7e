'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useState } from 'react';
import { useShortcut } from '../keys/shortcuts.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { RunHeader } from './run-header.tsx';
import { RunScrubber } from './run-scrubber.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { RunWaitLine } from './run-wait-line.tsx';
import { useLiveRun } from './use-live-run.ts';
import { useRunTasks } from './use-run-tasks.ts';
import { useScrub } from './use-scrub.ts';

const RunGraph = dynamic(() => import('../graph/run-graph.tsx').then((module) => module.RunGraph), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay m-6 h-64" />,
});

// But for the timeline, which the server sends with its first rows, each view comes with the first look at it; in the browser, as what is inside of them does (the server would announce files that the
// browser asks for by another name).
const TaskList = dynamic(() => import('../task/task-list.tsx').then((module) => module.TaskList), { ssr: false });
const RunEvents = dynamic(() => import('./run-events.tsx').then((module) => module.RunEvents), { ssr: false });
const RunLogs = dynamic(() => import('./run-logs.tsx').then((module) => module.RunLogs), { ssr: false });
const RunOutput = dynamic(() => import('./run-output.tsx').then((module) => module.RunOutput), { ssr: false });
const RunPatches = dynamic(() => import('../patch/run-patches.tsx').then((module) => module.RunPatches), { ssr: false });
const TaskInspector = dynamic(() => import('../task/task-inspector.tsx').then((module) => module.TaskInspector), { ssr: false });

const TABS = ['graph', 'timeline', 'tasks', 'events', 'logs', 'output', 'changes'] as const;
const LABELS = {
  graph: 'Graph',
  timeline: 'Timeline',
  tasks: 'Tasks',
  events: 'Events',
  logs: 'Logs',
  output: 'Input / output',
  changes: 'Changes',
} as const;

function TabKey({ index, onPress }: { index: number; onPress(): void }) {
  const tab = TABS[index];
  useShortcut({ keys: String(index + 1), label: tab ? LABELS[tab] : '', group: 'This run' }, onPress);
  return null;
}

/** One run, live: seven views of the same tasks and one selection between them. */
export function RunPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('graph'));
  const [selected, setSelected] = useQueryState('task', parseAsString);
  const run = useQuery(trpc.runs.get.queryOptions({ id }));
  const { tasks, complete, query } = useRunTasks(id);
  // Watching begins once everything is read, at the event the first read has seen: what happened in between is then replayed.
  const [readUpTo, setReadUpTo] = useState<number | null>(null);
  if (readUpTo === null && run.data) setReadUpTo(run.data.seq);
  useLiveRun(id, complete || query.isError ? readUpTo : null);
  const scrub = useScrub(id, { run: run.data, tasks });
  const select = useCallback((taskId: string | null) => void setSelected(taskId), [setSelected]);
  useShortcut({ keys: 'Escape', label: 'Close the task, then back to runs', group: 'This run' }, () =>
    selected === null ? router.push('/runs') : select(null),
  );

  return (
    <Loaded query={run} what="This run" rows={10} back={{ href: '/runs', label: 'All runs' }}>
      {(now) => {
        // The address may name a task by its task_id, or by its row id when it comes from a page that knows no more.
        const chosen = selected === null ? undefined : scrub.tasks.find((task) => task.taskId === selected || task.id === selected);
        const marked = chosen?.taskId ?? selected;
        // Looking back moves every view and the task beside them; what a person may do stays that of now.
        const view = { run: scrub.run ?? now, tasks: scrub.tasks, selected: marked, onSelect: select };
        return (
          <div className="flex min-h-0 flex-1 flex-col">
            <RunHeader run={now} onSelect={select} />
            {/* What was not read yet may be at work. */}
            {complete && <RunWaitLine run={now} tasks={tasks} onSelect={select} />}
            <StaleBanner />
            {query.isError && (
              <Banner tone="fail" className="mx-6 mb-2" action={<Button onClick={() => void query.refetch()}>Try again</Button>}>
                {tasks.length} of {now.total} tasks could be loaded. {readProblem(query.error).message}
              </Banner>
            )}
            <div className="flex min-h-0 flex-1">
              <Tabs
                label="Views of the run"
                value={tab}
                onChange={(next) => void setTab(next)}
                tabs={TABS.map((value) => ({ value, label: LABELS[value], ...(value === 'tasks' && { count: now.total }) }))}
                className="min-w-0 flex-1 [&>div:first-child]:px-4"
                panelClassName="relative flex flex-col overflow-hidden"
                aside={
                  !complete &&
                  !query.isError && (
                    <span className="text-ink-3 text-small">
                      {tasks.length} of {now.total} tasks
                    </span>
                  )
                }
              >
                {tab === 'graph' && <RunGraph {...view} complete={complete} />}
                {tab === 'timeline' && <RunTimeline {...view} complete={complete} />}
                {tab === 'tasks' && <TaskList tasks={scrub.tasks} selected={marked} onSelect={select} />}
                {tab === 'events' && (
                  <RunEvents
                    runId={id}
                    total={now.seq}
                    over={now.finishedAt !== null}
                    upTo={scrub.seq}
                    selected={marked}
                    onSelect={select}
                  />
                )}
                {tab === 'logs' && (
                  <RunLogs runId={id} over={now.finishedAt !== null} asOf={scrub.event?.at ?? null} selected={marked} onSelect={select} />
                )}
                {tab === 'output' && <RunOutput run={now} event={scrub.event} />}
                {tab === 'changes' && <RunPatches run={now} tasks={tasks} selected={marked} />}
              </Tabs>
              {selected !== null && (
                <TaskInspector
                  key={marked}
                  taskKey={marked ?? selected}
                  task={chosen}
                  tasks={scrub.tasks}
                  asOf={scrub.event?.at ?? null}
                  missing={complete && !chosen}
                  onSelect={select}
                />
              )}
            </div>
            <RunScrubber scrub={scrub} run={now} />
            {TABS.map((each, index) => (
              <TabKey key={each} index={index} onPress={() => void setTab(each)} />
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}
