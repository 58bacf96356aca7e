'use client';
import { isActing } from '@/server/core/chaos/injection.ts';
import { formatTicking } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';
import { Banner } from '../ui/banner.tsx';
import { EndFaultButton } from './end-fault-button.tsx';
import { FAULT_WORDS } from './fault-words.ts';
import { useInjections } from './use-injections.ts';

/** Says that an agent is broken on purpose, and for how much longer. Nothing while it is not. */
export function FaultBanner({ agentId }: { agentId: string }) {
  const { data } = useInjections();
  const now = useNow();
  const acting = data?.data.find((injection) => injection.agentId === agentId && isActing(injection, now));
  if (!acting) return null;
  const { label, effect } = FAULT_WORDS[acting.fault];
  return (
    <Banner tone="wait" className="mx-6 mb-4 shrink-0" action={<EndFaultButton injection={acting} />}>
      <span className="font-medium">{label} on purpose.</span> {effect} It ends in {formatTicking(acting.endsAt.getTime() - now)}:{' '}
      {acting.reason}
    </Banner>
  );
}
