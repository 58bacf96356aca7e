import { Cpu } from 'lucide-react';
import type { FleetProcess } from '@/server/core/fleet/queue-view.ts';
import { Ago } from '../time/time-text.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

/** Who takes from the queue: execution processes, each with how much it does at once. */
export function ProcessPanel({ processes }: { processes: readonly FleetProcess[] }) {
  return (
    <Panel title="Execution processes">
      {processes.length === 0 ? (
        <EmptyState icon={Cpu} title="No process executes">
          Nothing is given out until one starts. HIVE_WORKERS says how many there are, HIVE_WORKER_SLOTS how much each does at once.
        </EmptyState>
      ) : (
        <RecordTable
          columns={['Process', 'Version', 'Since', { title: 'At once', numeric: true }, { title: 'Taken', className: 'w-1/3' }]}
          inset
        >
          {processes.map(({ id, host, pid, version, slots, running, startedAt }) => (
            <tr key={id}>
              <Td className="text-ink">
                {host} <span className="text-ink-3">{pid}</span>
              </Td>
              <Td>{version}</Td>
              <Td>
                <Ago at={startedAt} />
              </Td>
              <Td className="text-right">{slots.toLocaleString('en')}</Td>
              <Td>
                <span className="mr-2 text-ink">{running.toLocaleString('en')}</span>
                <Meter label={`Taken by ${host} ${pid}`} value={running} max={slots} />
              </Td>
            </tr>
          ))}
        </RecordTable>
      )}
    </Panel>
  );
}
