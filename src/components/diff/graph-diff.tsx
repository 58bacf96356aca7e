import { Minus, Pencil, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import type { DefinitionDiff, FieldChange } from '@/server/core/workflow/diff-definitions.ts';
import { Skeleton } from '../ui/skeleton.tsx';

const DrawnDiff = dynamic(() => import('./drawn-diff.tsx').then((module) => module.DrawnDiff), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay h-72" />,
});

const MARKS = {
  added: { icon: Plus, word: 'Added', className: 'text-ok' },
  removed: { icon: Minus, word: 'Removed', className: 'text-fail' },
  changed: { icon: Pencil, word: 'Changed', className: 'text-wait' },
} as const;

function Line({ mark, children }: { mark: keyof typeof MARKS; children: ReactNode }) {
  const { icon: Icon, word, className } = MARKS[mark];
  return (
    <li className="flex min-w-0 items-start gap-2 py-1 text-base">
      <Icon className={`mt-0.5 size-4 shrink-0 ${className}`} aria-label={word} />
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

/** A value on few lines; absent is told in words. */
function Value({ value, tone }: { value: FieldChange['before']; tone: string }) {
  if (value === undefined) return <span className="text-ink-3">nothing</span>;
  return <code className={`break-all font-mono text-small ${tone}`}>{typeof value === 'string' ? value : JSON.stringify(value)}</code>;
}

function Fields({ fields }: { fields: FieldChange[] }) {
  return (
    <dl className="mt-0.5 flex flex-col gap-0.5">
      {fields.map(({ field, before, after }) => (
        <div key={field} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="text-ink-3 text-small">{field}</dt>
          <dd className="min-w-0">
            <Value value={before} tone="bg-fail-soft text-fail" /> <span className="text-ink-3">to</span>{' '}
            <Value value={after} tone="bg-ok-soft text-ok" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const edgeKind = ({ when, soft }: { when: string; soft: boolean }) => `${soft ? 'soft, ' : ''}when ${when}`;

function Arrow({ from, to }: { from: string; to: string }) {
  return (
    <span className="font-mono text-ink text-small">
      {from} → {to}
    </span>
  );
}

interface GraphDiffProps {
  diff: DefinitionDiff;
  /** The earlier or the later graph, to be drawn with what the other has; absent: nothing is drawn. */
  before?: JsonValue | undefined;
  after?: JsonValue | undefined;
}

/** What two graphs have differently: drawn as one where one of them is given, and to be read, tasks first, then edges, then settings. */
export function GraphDiff({ diff, before, after }: GraphDiffProps) {
  const { added, removed, changed, addedEdges, removedEdges, changedEdges, settings } = diff;
  const count = [added, removed, changed, addedEdges, removedEdges, changedEdges, settings].reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return <p className="py-2 text-base text-ink-2">Nothing differs.</p>;
  const edges = addedEdges.length + removedEdges.length + changedEdges.length;
  const definition = after ?? before;
  return (
    <div className="flex flex-col gap-2">
      {definition !== undefined && count > settings.length && (
        <DrawnDiff definition={definition} drawn={after === undefined ? 'before' : 'after'} diff={diff} />
      )}
      {added.length + removed.length + changed.length > 0 && (
        <section>
          <h3 className="font-medium text-ink-3 text-small">Tasks</h3>
          <ul>
            {(['added', 'removed'] as const).map((mark) =>
              diff[mark].map(({ taskId, name, taskType }) => (
                <Line key={`${mark} ${taskId}`} mark={mark}>
                  <span className="font-medium text-ink">{name}</span> <span className="text-ink-3 text-small">{taskType}</span>
                </Line>
              )),
            )}
            {changed.map(({ taskId, name, fields }) => (
              <Line key={taskId} mark="changed">
                <span className="font-medium text-ink">{name}</span>
                <Fields fields={fields} />
              </Line>
            ))}
          </ul>
        </section>
      )}
      {edges > 0 && (
        <section>
          <h3 className="font-medium text-ink-3 text-small">Edges</h3>
          <ul>
            {addedEdges.map((edge) => (
              <Line key={`added ${edge.from} ${edge.to}`} mark="added">
                <Arrow {...edge} />{' '}
                {(edge.soft || edge.when !== 'completed') && <span className="text-ink-3 text-small">{edgeKind(edge)}</span>}
              </Line>
            ))}
            {removedEdges.map((edge) => (
              <Line key={`removed ${edge.from} ${edge.to}`} mark="removed">
                <Arrow {...edge} />
              </Line>
            ))}
            {changedEdges.map(({ from, to, before, after }) => (
              <Line key={`changed ${from} ${to}`} mark="changed">
                <Arrow from={from} to={to} />{' '}
                <span className="text-ink-3 text-small">
                  {edgeKind(before)}, now {edgeKind(after)}
                </span>
              </Line>
            ))}
          </ul>
        </section>
      )}
      {settings.length > 0 && (
        <section>
          <h3 className="font-medium text-ink-3 text-small">Settings</h3>
          <Fields fields={settings} />
        </section>
      )}
    </div>
  );
}
