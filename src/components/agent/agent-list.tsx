'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Bot, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsBoolean, parseAsString, useQueryState } from 'nuqs';
import { useRef } from 'react';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowHeader } from '../ui/row-list.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { agentPages } from './agent-pages.ts';
import { AGENT_COLUMNS, AgentRow } from './agent-row.tsx';
import { FleetSummary } from './fleet-summary.tsx';
import { useLiveFleet } from './use-live-fleet.ts';

const RegisterAgentDialog = dynamic(() => import('./register-agent-dialog.tsx').then((module) => module.RegisterAgentDialog), {
  ssr: false,
});

function matches(agent: AgentView, text: string): boolean {
  const sought = text.toLowerCase();
  return agent.name.toLowerCase().includes(sought) || agent.capabilities.some(({ name }) => name.toLowerCase().includes(sought));
}

function RegisterButton({ onClick }: { onClick(): void }) {
  return (
    <Button variant="primary" onClick={onClick}>
      <Plus aria-hidden />
      Register agent
    </Button>
  );
}

/** The fleet, live. */
export function AgentList() {
  const client = useTRPCClient();
  const [text, setText] = useQueryState('q', parseAsString.withDefault(''));
  const [retired, setRetired] = useQueryState('retired', parseAsBoolean.withDefault(false));
  const [registering, setRegistering] = useQueryState('register', parseAsString);
  const mayRegister = useAllowed('operator');
  const list = useRef<HTMLUListElement>(null);
  const query = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: retired }));
  useLiveFleet();
  useRowKeys(list);
  const agents = query.data ?? [];
  const shown = text === '' ? agents : agents.filter((agent) => matches(agent, text));
  const more = { hasMore: query.hasNextPage, loading: query.isFetchingNextPage, onMore: () => void query.fetchNextPage() };
  const openForm = () => void setRegistering('1');
  return (
    <>
      <PageHeader title="Agents" actions={mayRegister && <RegisterButton onClick={openForm} />}>
        <FleetSummary agents={agents} complete={!query.hasNextPage} />
      </PageHeader>
      <div className="flex items-center gap-2 px-6 pb-3">
        <SearchInput label="Name or capability" value={text} onChange={(value) => void setText(value || null)} />
        <label className="flex h-7 items-center gap-2 px-2 text-ink-2 text-small">
          <input
            type="checkbox"
            checked={retired}
            onChange={(event) => void setRetired(event.target.checked || null)}
            className="accent-ink"
          />
          Show retired
        </label>
      </div>
      <StaleBanner />
      <Loaded
        query={query}
        what="The fleet"
        rows={12}
        empty={
          <EmptyState icon={Bot} title="No agents yet" action={mayRegister && <RegisterButton onClick={openForm} />}>
            An agent takes a task and answers with a result: a program, a service, a model or a pull worker. Register one and tasks can
            flow.
          </EmptyState>
        }
      >
        {() =>
          shown.length === 0 && query.hasNextPage ? (
            <EmptyState icon={Bot} title="No match yet" action={<LoadMore {...more} />}>
              None of the first {agents.length} agents has “{text}” in its name or among its capabilities. The others are looked at.
            </EmptyState>
          ) : shown.length === 0 ? (
            <EmptyState icon={Bot} title="No agent matches" action={<Button onClick={() => void setText(null)}>Clear the filter</Button>}>
              No name or capability contains “{text}”.
            </EmptyState>
          ) : (
            <div className="min-w-[900px]">
              <RowHeader columns={AGENT_COLUMNS}>
                <span>Status</span>
                <span>Name</span>
                <span>Capabilities</span>
                <span>In flight</span>
                <span className="text-right">Success</span>
                <span className="text-right">Mean time</span>
                <span className="text-right">Seen</span>
              </RowHeader>
              <ul ref={list}>
                {shown.map((agent) => (
                  <AgentRow key={agent.id} agent={agent} />
                ))}
              </ul>
              <LoadMore {...more} />
            </div>
          )
        }
      </Loaded>
      {registering !== null && mayRegister && <RegisterAgentDialog onClose={() => void setRegistering(null)} />}
    </>
  );
}
