'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import type { BudgetView } from '@/server/core/budget/budget-view.ts';
import { money } from '@/server/core/budget/money.ts';
import { keysetPages } from '../keyset-pages.ts';
import { Loaded } from '../loaded.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { nameOf } from './budget-words.ts';

const PAGE = 50;

/** The calls that a budget's number is made of, the last one first. */
export function SpentCalls({ budget, onClose }: { budget: BudgetView; onClose(): void }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    keysetPages([...trpc.budgets.calls.queryKey(), budget.id], (after) =>
      client.budgets.calls.query({ id: budget.id, limit: PAGE, ...(after !== null && { after }) }),
    ),
  );
  return (
    <Panel
      title={`What was spent of the budget of ${nameOf(budget)}`}
      className="mt-4"
      aside={
        <Button variant="ghost" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Loaded query={query} what="The calls" empty={<p className="px-4 py-3 text-base text-ink-3">Nothing was called yet.</p>}>
        {(calls) => (
          <RecordTable columns={['Task', 'Agent', 'Ended', { title: 'Cost', numeric: true }]} inset caption="Calls">
            {calls.map((call) => (
              <tr key={call.id}>
                <Td>
                  {call.runId === null ? (
                    <span className="text-ink-2">What agents remember</span>
                  ) : (
                    <Link
                      href={`/runs/${call.runId}?task=${encodeURIComponent(call.taskKey ?? '')}` as Route}
                      prefetch={false}
                      className="text-ink hover:underline"
                    >
                      {call.taskName}
                    </Link>
                  )}
                </Td>
                <Td>
                  {call.embeddingModel ?? call.agentName} {call.judge && <Badge title="It judged the result of another agent">judge</Badge>}
                  {call.embeddingModel !== null && <Badge title="The model that finds by meaning; it is no agent">embedding</Badge>}
                </Td>
                <Td className="whitespace-nowrap text-ink-3">
                  <Ago at={call.endedAt} />
                </Td>
                <Td
                  className="text-right tabular-nums"
                  title={call.costUsd === null || call.measured ? undefined : 'The price agreed with the agent'}
                >
                  {call.costUsd === null ? 'unknown' : money(call.costUsd)}
                </Td>
              </tr>
            ))}
          </RecordTable>
        )}
      </Loaded>
      <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </Panel>
  );
}
