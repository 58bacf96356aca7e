'use client';
import Link from 'next/link';
import { formatInstant } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { Facts } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { CheckpointPanel } from './checkpoint-panel.tsx';
import { CyclePanel } from './cycle-panel.tsx';
import { SleepActions } from './sleep-actions.tsx';
import type { Sleeper } from './sleeper-row.tsx';

/** How one agent sleeps: its state with acts, its cycles and its checkpoints. */
export function SleeperDetail({ sleeper }: { sleeper: Sleeper }) {
  const { agentId, name, cycle, wokeAt, consolidatedAt } = sleeper;
  return (
    <div className="flex flex-col gap-4">
      <Panel title={name} aside={<SleepActions sleeper={sleeper} />}>
        <Facts
          className="p-4"
          rows={[
            ['Asleep for', cycle && `${cycle.type}: ${cycle.reason}`],
            ['Since', cycle && <Ago key="since" at={cycle.startedAt} />],
            ['Wakes', cycle && (cycle.expectedWakeAt ? formatInstant(cycle.expectedWakeAt.getTime()) : 'when it is woken or needed')],
            ['Fault', cycle?.error],
            ['Last woke', wokeAt ? <Ago key="woke" at={wokeAt} /> : 'it has not slept yet'],
            ['Memory made smaller', consolidatedAt ? <Ago key="consolidated" at={consolidatedAt} /> : 'never'],
            [
              'Agent',
              <Link key="agent" href={`/agents/${agentId}`} className="text-accent underline underline-offset-2">
                Open its page
              </Link>,
            ],
          ]}
        />
      </Panel>
      <CyclePanel agentId={agentId} />
      <CheckpointPanel agentId={agentId} name={name} />
    </div>
  );
}
