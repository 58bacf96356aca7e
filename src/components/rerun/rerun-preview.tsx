import type { RerunPreview } from '@/server/core/run/rerun-view.ts';
import { AGAIN_WORDS } from './again-words.ts';

/** Which tasks run again and why, and how many keep their result. */
export function RerunPreviewList({ preview }: { preview: RerunPreview }) {
  const { again, reused, dropped } = preview;
  return (
    <section aria-label="What runs again" className="flex flex-col gap-1.5">
      <p className="text-base text-ink-2">
        <span className="font-medium text-ink">{again.length === 1 ? '1 task runs' : `${again.length} tasks run`} again</span>
        {reused > 0 && `, ${reused === 1 ? '1 keeps its result and is' : `${reused} keep their results and are`} not executed`}
        {dropped.length > 0 && `; ${dropped.join(', ')} ${dropped.length === 1 ? 'is' : 'are'} not in this version`}.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ul className="max-h-40 overflow-y-auto rounded-control border" tabIndex={0}>
        {again.map(({ taskId, name, because, items }) => (
          <li key={taskId} className="flex items-baseline justify-between gap-3 border-b px-2.5 py-1 text-base last:border-b-0">
            <span className="truncate text-ink" title={taskId}>
              {name}
            </span>
            <span className="shrink-0 text-ink-3 text-small">
              {AGAIN_WORDS[because]}
              {items !== null && `; ${items.kept} of ${items.all} items keep their result`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
