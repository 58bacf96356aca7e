'use client';
import { CircleCheck, CircleX, LoaderCircle, Wrench } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { useDesigner } from './designer-context.tsx';
import type { Problem, Problems } from './use-problems.ts';

interface ProblemListProps {
  problems: Problems;
  onShow(problem: Problem): void;
}

function ProblemRow({ problem, onShow }: { problem: Problem; onShow(): void }) {
  const { acts, readOnly } = useDesigner();
  const { message, place, line, fixes } = problem;
  return (
    <li className="flex items-start gap-2 px-4 hover:bg-hover">
      <button type="button" onClick={onShow} className="flex min-w-0 flex-1 gap-2 py-1 text-left text-base text-fail">
        <CircleX className="mt-0.5 size-4 shrink-0" aria-hidden />
        <span className="min-w-0 flex-1 break-words">
          {place && <span className="mr-2 font-mono text-small">{place}</span>}
          {message}
        </span>
        <span className="shrink-0 text-ink-3 text-small">line {line}</span>
      </button>
      {!readOnly &&
        fixes.slice(0, 2).map((fix) => (
          <Button key={fix.label} variant="ghost" className="my-0.5 h-6" onClick={() => acts.fix(fix)}>
            <Wrench aria-hidden />
            {fix.label}
          </Button>
        ))}
    </li>
  );
}

/** What is wrong with the draft; each line leads to its place and offers its remedy. */
export function ProblemList({ problems: { list, settled }, onShow }: ProblemListProps) {
  if (list.length > 0) {
    return (
      <ul className="max-h-36 overflow-y-auto py-1" aria-label="Faults">
        {list.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one place may have the same fault twice
          <ProblemRow key={`${index} ${problem.place} ${problem.message}`} problem={problem} onShow={() => onShow(problem)} />
        ))}
      </ul>
    );
  }
  return settled ? (
    <p className="flex items-center gap-2 px-4 py-1.5 text-base text-ok">
      <CircleCheck className="size-4" aria-hidden />
      Ready to run
    </p>
  ) : (
    <p className="flex items-center gap-2 px-4 py-1.5 text-base text-ink-3">
      <LoaderCircle className="size-4 animate-spin" aria-hidden />
      Checking
    </p>
  );
}
