'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useMemo } from 'react';
import type { RunLogLine } from '@/server/core/run/event-view.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { LogLine } from '../log/log-line.tsx';
import { LINES_KEPT } from '../log/log-lines.ts';
import { cleanLogText, seek } from '../log/read-log-text.ts';
import { formatClock, formatInstant } from '../time/format-time.ts';
import { useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { selectableRowClass, VirtualRows } from '../ui/virtual-rows.tsx';

/** Lines per request. */
const PAGE = 2_000;
const ROW_PX = 24;
/** While the run goes on, its log is read again at most this often, ms. */
const REFRESH_MS = 3_000;
const COLUMNS = 'grid grid-cols-[104px_minmax(120px,200px)_minmax(0,1fr)] gap-4 h-6';

const keyOf = ({ attemptId, seq }: RunLogLine) => `${attemptId} ${seq}`;

interface RunLogsProps {
  runId: string;
  /** No more will be printed. */
  over: boolean;
  /** Only what was printed by then; null: all there is. */
  asOf: Date | null;
  selected: string | null;
  onSelect(taskId: string): void;
}

/** The lines that are asked for. Once all of them are here they stand in the order of time, before that in the order of tasks. */
function useRunLogs({ runId, over, asOf }: Pick<RunLogsProps, 'runId' | 'over' | 'asOf'>, text: string) {
  const client = useTRPCClient();
  const key = ['runs', 'logs', runId, text];
  const query = useInfiniteQuery({
    ...keysetPages(key, (after) =>
      client.runs.logs.query({ runId, limit: PAGE, ...(text !== '' && { text }), ...(after !== null && { after }) }),
    ),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  useLiveRefresh('runs', over ? [] : [{ queryKey: key }], REFRESH_MS);
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const read = data?.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError && read < LINES_KEPT) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, read, fetchNextPage]);
  const lines = useMemo(() => {
    const shown = (data ?? []).filter(({ at }) => asOf === null || at <= asOf);
    return hasNextPage ? shown : shown.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }, [data, hasNextPage, asOf]);
  return { query, lines };
}

function NoLines({ text, over, onClear }: { text: string; over: boolean; onClear(): void }) {
  return text === '' ? (
    <EmptyState icon={ScrollText} title="No log lines">
      {over ? 'No agent of this run printed anything.' : 'What agents print appears here while the run goes on.'}
    </EmptyState>
  ) : (
    <EmptyState icon={ScrollText} title="No line matches" action={<Button onClick={onClear}>Clear the search</Button>}>
      No task of this run printed “{text}”.
    </EmptyState>
  );
}

/** What all tasks of the run printed, searched together. A line selects its task, whose whole log stands beside it. */
export function RunLogs({ runId, over, asOf, selected, onSelect }: RunLogsProps) {
  const [asked, setAsked] = useQueryState('lq', parseAsString.withDefault(''));
  const text = asked.trim();
  const sought = useMemo(() => (text === '' ? null : seek(text)), [text]);
  const { query, lines } = useRunLogs({ runId, over, asOf }, text);
  const clear = () => void setAsked(null);
  const looking = query.hasNextPage && query.isFetching;
  return (
    <>
      <div className="flex items-center gap-2 border-b px-6 py-2.5">
        <SearchInput label="Search all logs" value={asked} onChange={(next) => void setAsked(next || null)} className="w-64" />
        <span role="status" className="ml-auto text-ink-3 text-small">
          {`${lines.length.toLocaleString('en')} ${lines.length === 1 ? 'line' : 'lines'}${query.hasNextPage ? ' so far, task by task' : ''}`}
        </span>
        {query.hasNextPage && !looking && <Button onClick={() => void query.fetchNextPage()}>Read on</Button>}
      </div>
      <Loaded query={query} what="The logs" rows={12}>
        {() => {
          if (lines.length === 0) {
            return looking ? <SkeletonRows rows={4} label="Looking for lines" /> : <NoLines text={text} over={over} onClear={clear} />;
          }
          return (
            <VirtualRows
              rows={lines}
              rowPx={ROW_PX}
              keyOf={keyOf}
              headClassName={cn(COLUMNS, 'font-medium')}
              head={
                <>
                  <span>Time</span>
                  <span>Task</span>
                  <span>Line</span>
                </>
              }
            >
              {(line) => (
                <button
                  type="button"
                  data-row
                  aria-pressed={line.taskKey === selected}
                  onClick={() => onSelect(line.taskKey)}
                  className={cn(selectableRowClass(COLUMNS, line.taskKey === selected), 'border-b-0 text-small')}
                >
                  <span className="font-mono text-ink-3" title={formatInstant(line.at.getTime())}>
                    {formatClock(line.at.getTime())}
                  </span>
                  <span className="truncate text-ink-2" title={line.taskKey}>
                    {line.taskName}
                  </span>
                  <span className="truncate whitespace-pre font-mono text-ink" title={cleanLogText(line.text)}>
                    <LogLine text={line.text} sought={sought} />
                  </span>
                </button>
              )}
            </VirtualRows>
          );
        }}
      </Loaded>
    </>
  );
}
