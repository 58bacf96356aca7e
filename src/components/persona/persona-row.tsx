import type { RouterOutputs } from '../trpc.tsx';
import { ChoiceRow } from '../ui/choice-row.tsx';
import { cn } from '../ui/class-names.ts';
import { formatShare } from '../ui/format-share.ts';

type PersonaFigures = RouterOutputs['personas']['analytics']['personas'][number];

/** Below this many verified outcomes a rate says more about chance than about the persona. */
export const ENOUGH = 5;

interface PersonaRowProps {
  persona: PersonaFigures;
  chosen: boolean;
  onChoose(): void;
}

/** One persona with who has it and what was measured; chooses which is shown. */
export function PersonaRow({ persona, chosen, onChoose }: PersonaRowProps) {
  const { name, agents, outcomes } = persona;
  return (
    <ChoiceRow chosen={chosen} onChoose={onChoose} className="grid-cols-[minmax(0,1fr)_72px_120px] gap-3">
      <span className={cn('truncate', agents.length > 0 ? 'font-medium text-ink' : 'text-ink-2')}>{name}</span>
      <span className="text-right text-ink-2" title={agents.join(', ') || undefined}>
        {agents.length === 0 ? <span className="text-ink-3">nobody</span> : agents.length === 1 ? '1 agent' : `${agents.length} agents`}
      </span>
      <span className="truncate text-right text-ink-3 text-small">
        {outcomes.success === null || outcomes.attempts < ENOUGH ? (
          'not enough data'
        ) : (
          <>
            <span className="text-base text-ink">{formatShare(outcomes.success.value)}</span> of {outcomes.attempts}
          </>
        )}
      </span>
    </ChoiceRow>
  );
}
