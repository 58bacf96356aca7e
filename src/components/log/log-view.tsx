'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ScrollText } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogLineView } from '@/server/core/run/event-view.ts';
import { readProblem } from '../problem.ts';
import { formatClock, formatInstant } from '../time/format-time.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { LogLine } from './log-line.tsx';
import { cleanLogText, seek } from './read-log-text.ts';
import { useTaskLog } from './use-task-log.ts';

const LINE_PX = 18;
/** This near to the end the view follows it. */
const FOLLOW_PX = 40;

function emptyWords(live: boolean, asOf: Date | null): string {
  if (asOf !== null) return 'The agent had printed nothing by then.';
  return live ? 'What the agent prints appears here as it comes.' : 'The agent printed nothing.';
}

/** Lines of which only those in view are drawn. The end is followed, unless the reader has scrolled up. */
function LogLines({ lines, sought }: { lines: readonly LogLineView[]; sought: RegExp | null }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
    getItemKey: (index) => `${lines[index]?.attemptId}:${lines[index]?.seq}`,
  });
  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, lines.length, virtual]);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-label="Log of the task"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          setFollowing(scrollHeight - scrollTop - clientHeight < FOLLOW_PX);
        }}
        className="min-h-0 flex-1 overflow-y-auto bg-page py-2 font-mono text-small"
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            if (!line) return null;
            const newAttempt = lines[index - 1] && lines[index - 1]?.attemptId !== line.attemptId;
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={cn('absolute inset-x-0 top-0 flex gap-3 px-4', newAttempt && 'mt-px border-line-strong border-t')}
                style={{ transform: `translateY(${start}px)` }}
              >
                <time className="shrink-0 select-none text-ink-3" dateTime={line.at.toISOString()} title={formatInstant(line.at.getTime())}>
                  {formatClock(line.at.getTime())}
                </time>
                <span className={cn('min-w-0 whitespace-pre-wrap break-words', line.stream === 'stdout' ? 'text-ink' : 'text-ink-2')}>
                  <LogLine text={line.text} sought={sought} />
                </span>
              </div>
            );
          })}
        </div>
      </div>
      {!following && (
        <Button onClick={() => setFollowing(true)} className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-pop">
          <ArrowDown aria-hidden />
          To the end
        </Button>
      )}
    </div>
  );
}

interface LogViewProps {
  taskId: string;
  live: boolean;
  /** Only what was printed by then; null: all there is. */
  asOf: Date | null;
}

/** What the attempts of a task printed. A search leaves the lines that hold what is sought. */
export function LogView({ taskId, live, asOf }: LogViewProps) {
  const query = useTaskLog(taskId, live);
  const [text, setText] = useState('');
  const sought = useMemo(() => (text === '' ? null : seek(text)), [text]);
  const printed = useMemo(() => {
    const all = query.data?.data ?? [];
    return asOf === null ? all : all.filter(({ at }) => at <= asOf);
  }, [query.data, asOf]);
  const lines = useMemo(
    () => (sought === null ? printed : printed.filter((line) => cleanLogText(line.text).search(sought) >= 0)),
    [printed, sought],
  );
  if (query.isPending) return <Skeleton className="skeleton-delay m-4 w-2/3" />;
  if (query.isError) return <ErrorState what="The log" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  if (printed.length === 0) {
    return (
      <EmptyState icon={ScrollText} title="No log lines">
        {emptyWords(live, asOf)}
      </EmptyState>
    );
  }
  return (
    <>
      <div className="flex items-center gap-2 border-b px-3 py-1.5">
        <SearchInput label="Search the log" value={text} onChange={setText} className="w-auto min-w-0 flex-1" />
        <span role="status" className="shrink-0 text-ink-3 text-small">
          {sought !== null && `${lines.length} of ${printed.length} lines`}
        </span>
        <CopyButton value={() => lines.map((line) => cleanLogText(line.text)).join('\n')} label="Copy the log" />
      </div>
      <LogLines lines={lines} sought={sought} />
    </>
  );
}
