'use client';
import { useQuery } from '@tanstack/react-query';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmergencyAct } from './emergency-act.tsx';

/** The emergency stop among the settings. */
export function EmergencyPanel() {
  const trpc = useTRPC();
  const admin = useAllowed('admin');
  const { data } = useQuery(trpc.emergency.state.queryOptions());
  if (!admin || data === undefined) return null;
  return (
    <Panel id="emergency-stop" title="Emergency stop">
      <div className="flex items-center justify-between gap-6 p-4">
        <p className="text-base text-ink-2">
          {data.stopped
            ? 'Everything is stopped.'
            : 'Ends every call of every agent within seconds and lets nothing start, until an admin resumes. No task loses an attempt.'}
        </p>
        {/* The news of a stop may come before its answer: its question ends with it, and does not become that of the resume. */}
        {data.stopped ? <EmergencyAct key="resume" act="resume" /> : <EmergencyAct key="stop" act="stop" />}
      </div>
    </Panel>
  );
}
