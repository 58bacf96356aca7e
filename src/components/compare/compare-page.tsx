'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, GitCompareArrows } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { parseAsBoolean, parseAsString, useQueryState, useQueryStates } from 'nuqs';
import type { ComparedRow, ComparedTask, Divergence } from '@/server/core/run/compare-runs.ts';
import { isTerminalTask } from '@/server/core/task/state.ts';
import type { DefinitionDiff } from '@/server/core/workflow/diff-definitions.ts';
import { GraphDiff } from '../diff/graph-diff.tsx';
import { useShortcut } from '../keys/shortcuts.ts';
import { Loaded } from '../loaded.tsx';
import { shortId } from '../short-id.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS, TASK_LOOKS } from '../status/status-vocabulary.ts';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatShare } from '../ui/format-share.ts';
import { DetailHeader } from '../ui/page-header.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Td } from '../ui/table.tsx';
import { ComparedOutputs } from './compared-outputs.tsx';

const WORDS: Record<Divergence, string> = {
  status: 'ended otherwise',
  output: 'gave something else',
  only_left: 'only in the left run',
  only_right: 'only in the right run',
};

/** In which way the two sides of a row differ; one that goes on has not ended otherwise yet. */
function divergenceWords({ divergence, left, right }: ComparedRow): string {
  if (divergence === null) return 'none';
  const open = [left, right].some((task) => task !== null && !isTerminalTask(task.status));
  return divergence === 'status' && open ? 'not over in both runs' : WORDS[divergence];
}

/** "+1.2 s, +40 %": how the time of the right run differs. */
function LongerText({ row: { left, longerMs } }: { row: ComparedRow }) {
  if (longerMs === null) return null;
  if (longerMs === 0) return <span className="text-ink-3">the same</span>;
  const sign = longerMs > 0 ? '+' : '−';
  const before = left?.durationMs ?? 0;
  const share = before > 0 ? `, ${sign}${formatShare(Math.abs(longerMs) / before)}` : '';
  return (
    <span className={longerMs > 0 ? 'text-ink' : 'text-ok'}>
      {sign}
      {formatDuration(Math.abs(longerMs))}
      {share}
    </span>
  );
}

function Side({ task }: { task: ComparedTask | null }) {
  if (task === null) return <span className="text-ink-3">not there</span>;
  return (
    <span className="flex items-center gap-3">
      <span className="flex w-24">
        <StatusMark look={TASK_LOOKS[task.status]} />
      </span>
      <span className="text-ink-3">{task.reused ? 'reused' : task.durationMs === null ? '' : formatDuration(task.durationMs)}</span>
    </span>
  );
}

function Rows({ rows, selected, onSelect }: { rows: ComparedRow[]; selected: string; onSelect(taskId: string): void }) {
  const [only, setOnly] = useQueryState('differing', parseAsBoolean.withDefault(false));
  const differing = rows.filter(({ divergence }) => divergence !== null);
  return (
    <>
      {differing.length > 0 && differing.length < rows.length && (
        <label className="mb-1 flex items-center gap-2 text-ink-2 text-small">
          <input type="checkbox" checked={only} onChange={(event) => void setOnly(event.target.checked || null)} className="accent-ink" />
          Only what differs, {differing.length} of {rows.length} tasks
        </label>
      )}
      {/* What the chosen task gave stands right below, however many there are. */}
      <div className="max-h-[42vh] overflow-y-auto">
        <RecordTable
          columns={['Task', 'Left', 'Right', { title: 'Time', numeric: true }, 'Difference']}
          className="[&_th]:sticky [&_th]:top-0 [&_th]:bg-page"
        >
          {(only ? differing : rows).map((row) => (
            <tr key={row.taskId} className={cn(row.taskId === selected && 'bg-raised')}>
              <Td>
                <button
                  type="button"
                  aria-pressed={row.taskId === selected}
                  onClick={() => onSelect(row.taskId)}
                  className="text-left font-medium text-ink hover:underline"
                >
                  {row.name}
                </button>
              </Td>
              <Td>
                <Side task={row.left} />
              </Td>
              <Td>
                <Side task={row.right} />
              </Td>
              <Td className="whitespace-nowrap text-right">
                <LongerText row={row} />
              </Td>
              <Td>{row.divergence ? <Badge tone="wait">{divergenceWords(row)}</Badge> : <span className="text-ink-3">none</span>}</Td>
            </tr>
          ))}
        </RecordTable>
      </div>
    </>
  );
}

/** The difference of the graphs; drawn once the right one is read. */
function ComparedGraphs({ right, diff }: { right: string; diff: DefinitionDiff }) {
  const trpc = useTRPC();
  const run = useQuery(trpc.runs.get.queryOptions({ id: right }));
  return (
    <section aria-label="Graphs" className="mt-6">
      <h2 className="mb-1 font-semibold text-base text-ink">Graphs, from left to right</h2>
      {run.isPending ? <Skeleton className="skeleton-delay h-72" /> : <GraphDiff diff={diff} after={run.data?.definition} />}
    </section>
  );
}

function Comparison({ left, right }: { left: string; right: string }) {
  const trpc = useTRPC();
  const [{ task }, setTask] = useQueryStates({ task: parseAsString.withDefault('') });
  const query = useQuery(trpc.runs.compare.queryOptions({ left, right }));
  return (
    <Loaded query={query} what="The comparison" rows={8}>
      {(comparison) => {
        const { rows, firstDivergence, diff } = comparison;
        const selected = task || (firstDivergence?.taskId ?? rows[0]?.taskId ?? '');
        const row = rows.find(({ taskId }) => taskId === selected);
        return (
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">
            <Banner tone={firstDivergence ? 'wait' : 'info'} className="mb-3">
              {firstDivergence?.divergence ? (
                <>
                  The first task that differs is <strong>{firstDivergence.name}</strong>: {divergenceWords(firstDivergence)}.
                </>
              ) : (
                'Every task ended the same way and gave the same.'
              )}
            </Banner>
            <div className="mb-4 grid grid-cols-2 gap-4">
              {([comparison.left, comparison.right] as const).map((run, at) => (
                <section
                  key={at === 0 ? 'left' : 'right'}
                  aria-label={at === 0 ? 'Left run' : 'Right run'}
                  className="rounded-control border px-3 py-2"
                >
                  <Link href={`/runs/${run.id}`} className="font-medium text-ink hover:underline">
                    {run.name} <span className="font-mono text-ink-3 text-small">{shortId(run.id)}</span>
                  </Link>
                  <div className="flex items-center gap-3 text-base text-ink-2">
                    <StatusMark look={RUN_LOOKS[run.status]} />
                    {run.version !== null && <Badge>v{run.version}</Badge>}
                    <Ago at={run.createdAt} />
                    {run.finishedAt && <span>{formatDuration(run.finishedAt.getTime() - run.createdAt.getTime())}</span>}
                  </div>
                </section>
              ))}
            </div>
            <Rows rows={rows} selected={selected} onSelect={(next) => void setTask({ task: next })} />
            {row && <ComparedOutputs row={row} />}
            <ComparedGraphs right={right} diff={diff} />
          </div>
        );
      }}
    </Loaded>
  );
}

/** Two runs side by side, the first task that differs named. Which ones stands in the address. */
export function ComparePage() {
  const router = useRouter();
  const [{ left, right }, setSides] = useQueryStates({ left: parseAsString.withDefault(''), right: parseAsString.withDefault('') });
  useShortcut({ keys: 'Escape', label: 'Back to runs', group: 'Page' }, () => router.push('/runs'));
  const chosen = left !== '' && right !== '';
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DetailHeader
        title="Compare runs"
        path={[{ label: 'Runs', href: '/runs' }]}
        actions={
          chosen && (
            <Button onClick={() => void setSides({ left: right, right: left })}>
              <ArrowLeftRight aria-hidden />
              Swap sides
            </Button>
          )
        }
      />
      {chosen ? (
        <Comparison left={left} right={right} />
      ) : (
        <EmptyState
          icon={GitCompareArrows}
          title="Two runs are needed"
          action={
            <Link href="/runs" className={buttonClass()}>
              Choose them
            </Link>
          }
        >
          Choose two runs in the list with x, or with the boxes at their left, and compare them with =.
        </EmptyState>
      )}
    </div>
  );
}
