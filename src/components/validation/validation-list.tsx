'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { BENCHMARK_TYPES, SEVERITIES } from '@/server/core/validation/benchmark.ts';
import { Loaded } from '../loaded.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Select } from '../ui/select.tsx';
import { Td } from '../ui/table.tsx';
import { kindOf, validationPages } from './validation-pages.ts';
import { validationParsers } from './validation-parsers.ts';
import { nameOf, outcomeOf, SEVERITY_WORDS, TYPE_WORDS, type ValidationSummary } from './validation-words.ts';
import { VerdictMark } from './verdict-mark.tsx';

const ALL = 'all';

function RunRow({ run }: { run: ValidationSummary }) {
  return (
    <tr>
      <Td>{run.verdict === null ? <span className="text-ink-3">{outcomeOf(run)}</span> : <VerdictMark verdict={run.verdict} />}</Td>
      <Td>
        <Link href={`/performance?run=${run.id}`} className="font-medium text-ink hover:underline">
          {nameOf(run)}
        </Link>
      </Td>
      <Td className="tabular-nums">
        {run.verdict !== null && `${run.met} met, ${run.missed} missed${run.unknown > 0 ? `, ${run.unknown} not known` : ''}`}
      </Td>
      <Td>
        <span className="flex items-center gap-1.5">
          {run.isBaseline && <Badge tone="accent">Baseline</Badge>}
          {run.regressions > 0 && (
            <Badge tone="fail">{run.regressions === 1 ? '1 measure worse' : `${run.regressions} measures worse`}</Badge>
          )}
        </span>
      </Td>
      <Td className="font-mono text-small">{run.commit ?? run.version}</Td>
      <Td>
        <Ago at={run.createdAt} />
      </Td>
    </tr>
  );
}

/** What was run before, by commit, with the baselines. */
export function ValidationList({ start }: { start?: ReactNode }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [{ type, severity }, setPlace] = useQueryStates(validationParsers);
  const kind = kindOf({ type, severity });
  const filtered = Object.keys(kind).length > 0;
  const query = useInfiniteQuery(validationPages(trpc.validations.pathKey(), (input) => client.validations.list.query(input), kind));
  return (
    <Panel
      title="Benchmarks"
      aside={
        <span className="flex items-center gap-2">
          <Select
            label="Benchmark"
            value={type ?? ALL}
            onChange={(next) => void setPlace({ type: next === ALL ? null : next })}
            options={[{ value: ALL, label: 'All benchmarks' }, ...BENCHMARK_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))]}
          />
          <Select
            label="Severity"
            value={severity ?? ALL}
            onChange={(next) => void setPlace({ severity: next === ALL ? null : next })}
            options={[{ value: ALL, label: 'All severities' }, ...SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))]}
          />
        </span>
      }
    >
      <Loaded
        query={query}
        what="The benchmarks"
        empty={
          <EmptyState icon={FlaskConical} title={filtered ? 'No such benchmark was run' : 'No measurements yet'} action={start}>
            Nothing is claimed before it was measured. The lightest benchmark takes a few seconds.
          </EmptyState>
        }
      >
        {(runs) => (
          <>
            <RecordTable columns={['Verdict', 'Benchmark', 'Measures', 'Against the baseline', 'Commit', 'When']} inset>
              {runs.map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
