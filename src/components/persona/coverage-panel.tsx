'use client';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import type { Coverage, CoverageReport, CoverageState } from '@/server/core/persona/cover-demands.ts';
import { Loaded } from '../loaded.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { coveringPersonas } from './coverage-matrix.ts';

const STATES: Record<CoverageState, { tone: 'ok' | 'wait'; word: string; title: string }> = {
  covered: { tone: 'ok', word: 'covered', title: 'An agent has a persona that fits' },
  no_agent: { tone: 'wait', word: 'nobody has it', title: 'A persona fits, but no agent has it' },
  no_persona: { tone: 'wait', word: 'no persona', title: 'No persona fits' },
};

interface RowProps {
  coverage: Coverage & { agentsWithCapability?: number };
  kind: string;
  columns: readonly string[];
}

function CoverageRow({ coverage, kind, columns }: RowProps) {
  const state = STATES[coverage.state];
  const nobodyAble = coverage.agentsWithCapability === 0;
  return (
    <tr>
      <Td className="whitespace-nowrap font-medium text-ink">{coverage.name}</Td>
      <Td className="whitespace-nowrap text-ink-3">{kind}</Td>
      <Td className="text-right">{coverage.tasks.toLocaleString('en')}</Td>
      <Td className="whitespace-nowrap">
        <Badge tone={nobodyAble ? 'fail' : state.tone} title={state.title}>
          {state.word}
        </Badge>
      </Td>
      <Td className="text-right">{coverage.agentsWithCapability ?? '–'}</Td>
      {columns.map((id) => (
        <Td key={id} className="text-center">
          {coverage.personas.includes(id) ? (
            <Check className="mx-auto size-3.5 text-ok" aria-label="fits" />
          ) : (
            <span className="text-ink-3" aria-hidden>
              ·
            </span>
          )}
        </Td>
      ))}
    </tr>
  );
}

function Matrix({ report, names }: { report: CoverageReport; names: ReadonlyMap<string, string> }) {
  const columns = coveringPersonas(report).map(({ id }) => id);
  return (
    <RecordTable
      inset
      caption="Demands of recent tasks against personas"
      columns={[
        'Demand',
        'Kind',
        { title: 'Tasks', numeric: true },
        'State',
        { title: 'Agents able', numeric: true, note: 'Agents that have the capability themselves, whatever their persona' },
        ...columns.map((id) => ({ key: id, title: names.get(id) ?? id, className: 'text-center font-normal' })),
      ]}
    >
      {report.taskTypes.map((coverage) => (
        <CoverageRow key={coverage.name} {...{ coverage, columns }} kind="type of task" />
      ))}
      {report.capabilities.map((coverage) => (
        <CoverageRow key={coverage.name} {...{ coverage, columns }} kind="capability" />
      ))}
    </RecordTable>
  );
}

/** Which demands of recent tasks the personas cover, gaps first in words. */
export function CoveragePanel({ names }: { names: ReadonlyMap<string, string> }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.personas.coverage.queryOptions(undefined, { staleTime: 0 }));
  return (
    <Panel title="Coverage">
      <Loaded query={query} what="The coverage">
        {(report) => {
          const demands = report.taskTypes.length + report.capabilities.length;
          if (demands === 0)
            return (
              <p className="px-4 py-3 text-base text-ink-2">
                No task asked for anything lately. Run a workflow and its demands stand here.
              </p>
            );
          return (
            <>
              <p className="px-4 py-3 text-base text-ink-2">
                {report.gaps.length === 0
                  ? `All ${demands} demands of recent tasks are covered.`
                  : `${report.gaps.length} of ${demands} demands of recent tasks are not covered.`}
              </p>
              <Matrix {...{ report, names }} />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
