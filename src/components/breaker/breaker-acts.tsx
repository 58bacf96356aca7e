'use client';
import { CircleOff, Gauge, type LucideIcon, Radar, RotateCcw, ShieldBan } from 'lucide-react';
import { useState } from 'react';
import type { BreakerSummary } from '@/server/core/breaker/breaker-summary.ts';
import type { BreakerStatus } from '@/server/core/breaker/state.ts';
import { useAllowed } from '../session/session.tsx';
import { Button } from '../ui/button.tsx';
import { ACT_WORDS, type Act, ActDialog } from './act-dialog.tsx';

const ICONS: Record<Act, LucideIcon> = { reset: RotateCcw, probe: Radar, forceOpen: ShieldBan, disable: CircleOff, metricsOnly: Gauge };

/** What would change something. */
const OFFERED: Record<BreakerStatus, readonly Act[]> = {
  closed: ['forceOpen', 'disable', 'metricsOnly'],
  open: ['reset', 'probe', 'forceOpen', 'disable'],
  half_open: ['reset', 'forceOpen', 'disable'],
  forced_open: ['reset', 'disable'],
  disabled: ['reset', 'forceOpen'],
  metrics_only: ['reset', 'forceOpen', 'disable'],
};

/** The acts that a breaker's state allows; `only` narrows them down. */
export function BreakerActs({ breaker, state, only }: { breaker: BreakerSummary; state: BreakerStatus; only?: Act }) {
  const allowed = useAllowed('operator');
  const [asking, setAsking] = useState<Act | null>(null);
  const offered = OFFERED[state].filter((act) => only === undefined || act === only);
  if (!allowed) return null;
  return (
    <>
      {offered.map((act) => {
        const Icon = ICONS[act];
        return (
          <Button key={act} variant={act === 'forceOpen' ? 'danger' : 'secondary'} onClick={() => setAsking(act)}>
            <Icon aria-hidden />
            {ACT_WORDS[act].verb}
            {only !== undefined && <span className="sr-only"> the breaker of {breaker.name}</span>}
          </Button>
        );
      })}
      {asking !== null && <ActDialog act={asking} breaker={breaker} onClose={() => setAsking(null)} />}
    </>
  );
}
