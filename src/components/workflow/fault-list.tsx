'use client';
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import type { PlacedFault } from './locate-faults.ts';

interface FaultListProps {
  /** Null while they are being found out. */
  faults: PlacedFault[] | null;
  onSelect(fault: PlacedFault): void;
}

/** What is wrong with the definition; each goes to its place in the text. */
export function FaultList({ faults, onSelect }: FaultListProps) {
  if (faults === null) {
    return (
      <p className="flex items-center gap-2 px-4 py-2 text-base text-ink-3">
        <LoaderCircle className="size-4 animate-spin" aria-hidden />
        Checking
      </p>
    );
  }
  if (faults.length === 0) {
    return (
      <p className="flex items-center gap-2 px-4 py-2 text-base text-ok">
        <CircleCheck className="size-4" aria-hidden />
        Ready to run
      </p>
    );
  }
  return (
    <ul className="max-h-40 overflow-y-auto py-1" aria-label="Faults">
      {faults.map((fault) => (
        <li key={`${fault.path} ${fault.message}`}>
          <button
            type="button"
            onClick={() => onSelect(fault)}
            className="flex w-full gap-2 px-4 py-1 text-left text-base text-fail hover:bg-hover"
          >
            <CircleX className="mt-0.5 size-4 shrink-0" aria-hidden />
            <span className="min-w-0 flex-1 break-words">
              {fault.path && <span className="mr-2 font-mono text-small">{fault.path}</span>}
              {fault.message}
            </span>
            <span className="shrink-0 text-ink-3 text-small">line {fault.line}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
