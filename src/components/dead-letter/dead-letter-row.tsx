'use client';
import type { Route } from 'next';
import Link from 'next/link';
import type { DeadLetterView } from '@/server/core/recovery/dead-letter-view.ts';
import { Ago } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Td } from '../ui/table.tsx';

interface RowProps {
  letter: DeadLetterView;
  chosen: boolean;
  /** Null: this person may only look. */
  onChoose: (() => void) | null;
  onAct(kind: 'replay' | 'discard'): void;
}

const CAUSES = { poison: 'poison', infrastructure: 'lost too often' } as const;

function Decision({ letter }: { letter: DeadLetterView }) {
  const { decision, decidedByName, note, replayRunId } = letter;
  return (
    <span className="flex flex-col">
      <span className="flex items-center gap-2">
        <Badge tone={decision === 'replayed' ? 'ok' : 'plain'}>{decision}</Badge>
        {replayRunId !== null && (
          <Link href={`/runs/${replayRunId}` as Route} prefetch={false} className="text-accent hover:underline">
            new run
          </Link>
        )}
      </span>
      <span className="max-w-56 truncate text-ink-3 text-small" title={note ?? ''}>
        {decidedByName}: {note}
      </span>
    </span>
  );
}

/** One dead letter with its cause and what may be done about it. */
export function DeadLetterRowView({ letter, chosen, onChoose, onAct }: RowProps) {
  const { taskId, taskKey, taskName, runId, runName, cause, reason, losses, agentName, parkedAt, decision } = letter;
  const open = decision === null && onChoose !== null;
  return (
    <tr>
      <Td>{open && <input type="checkbox" checked={chosen} onChange={onChoose} aria-label={`Choose ${taskKey} of ${runName}`} />}</Td>
      <Td className="whitespace-nowrap text-ink-3">
        <Ago at={parkedAt} />
      </Td>
      <Td className="max-w-56">
        <Link
          href={`/runs/${runId}?task=${encodeURIComponent(taskKey)}` as Route}
          prefetch={false}
          className="block truncate font-medium text-ink hover:underline"
          title={taskId}
        >
          {taskName}
        </Link>
        <span className="block truncate text-ink-3 text-small">{runName}</span>
      </Td>
      <Td className="max-w-80">
        <Badge tone="fail">{CAUSES[cause]}</Badge>
        <span className="block text-ink-3 text-small">{reason}</span>
      </Td>
      <Td>{losses}</Td>
      <Td>{agentName ?? ''}</Td>
      <Td>
        {decision !== null && <Decision letter={letter} />}
        {open && (
          <span className="flex gap-2">
            <Button onClick={() => onAct('replay')}>Replay</Button>
            <Button variant="ghost" onClick={() => onAct('discard')}>
              Discard
            </Button>
          </span>
        )}
      </Td>
    </tr>
  );
}
