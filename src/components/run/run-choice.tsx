'use client';
import { GitCompareArrows } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { shortId } from '../short-id.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';

type ChosenRun = Pick<RunSummary, 'id' | 'createdAt'>;

export interface RunChoice {
  chosen: readonly ChosenRun[];
  isChosen(id: string): boolean;
  /** Chooses a run, or gives it up; the same function every time. */
  toggle(run: ChosenRun): void;
  clear(): void;
}

/** The runs that somebody chose in a list; they stay chosen whatever the list shows. */
export function useRunChoice(): RunChoice {
  const [chosen, setChosen] = useState<readonly ChosenRun[]>([]);
  const toggle = useCallback(
    ({ id, createdAt }: ChosenRun) =>
      setChosen((now) => (now.some((run) => run.id === id) ? now.filter((run) => run.id !== id) : [...now, { id, createdAt }])),
    [],
  );
  const clear = useCallback(() => setChosen([]), []);
  return { chosen, isChosen: (id) => chosen.some((run) => run.id === id), toggle, clear };
}

/** The earlier run is the left one, so that the comparison tells what has changed since. Null unless two are chosen. */
function compareHref(chosen: readonly ChosenRun[]): Route | null {
  const [left, right, more] = chosen.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return left && right && !more ? (`/runs/compare?left=${left.id}&right=${right.id}` as Route) : null;
}

interface ChoiceBoxProps {
  run: Pick<RunSummary, 'id' | 'name' | 'createdAt'>;
  checked: boolean;
  toggle: RunChoice['toggle'];
}

/** In the margin of a row; seen where somebody points, and where a run is chosen. Keys choose the row itself, with x. */
export function ChoiceBox({ run, checked, toggle }: ChoiceBoxProps) {
  return (
    <label className="absolute inset-y-0 left-0 flex w-6 items-center justify-center">
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={`Choose ${run.name} ${shortId(run.id)}`}
        checked={checked}
        onChange={() => toggle(run)}
        className={cn(
          'accent-accent',
          !checked && 'opacity-0 hover:opacity-100 group-hover/run:opacity-100 group-focus-within/run:opacity-100',
        )}
      />
    </label>
  );
}

/** What can be done with the chosen runs, at the foot of the list; the keys work without it. */
export function RunChoiceBar({ choice, focused }: { choice: RunChoice; focused(): ChosenRun | undefined }) {
  const router = useRouter();
  const { chosen, toggle, clear } = choice;
  const href = compareHref(chosen);
  useShortcut({ keys: 'x', label: 'Choose the focused run, or give it up', group: 'Lists' }, () => {
    const run = focused();
    if (!run) return false;
    toggle(run);
    return true;
  });
  useShortcut({ keys: '=', label: 'Compare the two chosen runs', group: 'Lists' }, () => {
    if (href === null) return false;
    router.push(href);
    return true;
  });
  useShortcut({ keys: 'Escape', label: 'Choose no run', group: 'Lists' }, () => {
    if (chosen.length === 0) return false;
    clear();
    return true;
  });
  if (chosen.length === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label="Chosen runs"
      className="sticky bottom-3 z-20 mx-auto mt-3 flex w-fit animate-appear items-center gap-2 rounded-control border bg-panel p-1 pl-3 text-base shadow-pop"
    >
      <span role="status" className="text-ink-2">
        {chosen.length === 1 ? '1 run chosen' : `${chosen.length} runs chosen`}
        {href === null && ', two can be compared'}
      </span>
      {href !== null && (
        <Link href={href} className={buttonClass({ variant: 'primary' })} title="Compare them (=)">
          <GitCompareArrows aria-hidden />
          Compare
        </Link>
      )}
      <Button variant="ghost" onClick={clear}>
        Clear
      </Button>
    </div>
  );
}
