'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { degradationWords } from '@/server/core/anomaly/degradation-words.ts';
import type { JsonValue } from '@/server/core/json.ts';
import { BreakerBadge } from '../breaker/breaker-badge.tsx';
import { IsolatedBanner } from '../breaker/isolated-banner.tsx';
import { AgentBudget } from '../budget/agent-budget.tsx';
import { FaultBanner } from '../chaos/fault-banner.tsx';
import { useShortcut } from '../keys/shortcuts.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { useAllowed } from '../session/session.tsx';
import { StatusPill } from '../status/status-mark.tsx';
import { AGENT_LOOKS } from '../status/status-vocabulary.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Meter } from '../ui/meter.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { Panel } from '../ui/panel.tsx';
import { AgentActions } from './agent-actions.tsx';
import { AgentAttempts } from './agent-attempts.tsx';
import { LastSeen, MeanDuration, SuccessRate } from './agent-figures.tsx';
import { AGENT_KIND_LOOKS } from './agent-kind.ts';
import { DegradedBadge } from './degraded-badge.tsx';
import { LivenessBadge, LivenessLine } from './liveness-badge.tsx';
import { PassedOver } from './passed-over.tsx';
import { TestCall } from './test-call.tsx';
import { useLiveFleet } from './use-live-fleet.ts';
import { WorkerSnippet } from './worker-snippet.tsx';

/** Its own program: nobody waits for it. */
const AgentPersonaPanel = dynamic(() => import('./agent-persona-panel.tsx').then((module) => module.AgentPersonaPanel), { ssr: false });

function Capabilities({ agent }: { agent: AgentView }) {
  if (agent.capabilities.length === 0) return <p className="px-4 py-3 text-base text-ink-2">Takes any task that asks for no capability.</p>;
  return (
    <ul className="flex flex-col gap-2 px-4 py-3">
      {agent.capabilities.map(({ name, proficiency }) => (
        <li key={name} className="grid grid-cols-[minmax(0,1fr)_120px_40px] items-center gap-3 text-base">
          <span className="truncate text-ink" title={name}>
            {name}
          </span>
          <span className="h-1.5 overflow-hidden rounded-full bg-raised">
            <span className="block h-full rounded-full bg-accent" style={{ width: `${proficiency * 100}%` }} />
          </span>
          <span className="text-right text-ink-2">{proficiency.toFixed(2)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What it declares of itself, where it has none of the stored personas. */
function DeclaredPersona({ persona }: { persona: NonNullable<AgentView['persona']> }) {
  const styles = Object.entries(persona.style ?? {});
  return (
    <Panel title="Persona">
      <div className="flex flex-col gap-3 px-4 py-3">
        {persona.description && <p className="text-base text-ink-2">{persona.description}</p>}
        <Facts rows={[['Type', persona.type ?? null], ...styles.map(([name, value]) => [name, value.toFixed(2)] as const)]} />
      </div>
    </Panel>
  );
}

function Degraded({ of }: { of: AgentView['degraded'][number] }) {
  return (
    <span>
      {degradationWords(of)}, since <Ago at={of.since} /> · {of.samples} minutes looked at
    </span>
  );
}

function AgentBody({ agent }: { agent: AgentView }) {
  const mayTest = useAllowed('operator');
  const gone = agent.status === 'inactive';
  return (
    <div className="grid gap-4 px-6 pb-8 xl:grid-cols-2">
      <div className="flex flex-col gap-4">
        <Panel title="Now">
          <Facts
            className="px-4 py-3"
            rows={[
              [
                'In flight',
                <span key="meter" className="flex items-center gap-3">
                  <Meter value={agent.inFlight} max={agent.maxConcurrentTasks} label="Tasks in flight" className="w-32 shrink-0" />
                  <span className="whitespace-nowrap">
                    {agent.inFlight} of {agent.maxConcurrentTasks}
                  </span>
                  {agent.status === 'active' && agent.inFlight < agent.maxConcurrentTasks && <PassedOver agent={agent} />}
                </span>,
              ],
              ['Success', <SuccessRate key="rate" stats={agent.stats} />],
              ['Mean time', <MeanDuration key="mean" stats={agent.stats} />],
              ['Cost so far', agent.stats.costUsd === null ? null : `$${agent.stats.costUsd.toFixed(4)}`],
              ['Last seen', <LastSeen key="seen" agent={agent} />],
              ...(agent.liveness === null || gone ? [] : [['Life', <LivenessLine key="life" agent={agent} />] as const]),
              ['Reason', agent.statusReason],
              [
                'Memory',
                <Link key="memory" href={`/fleet?tab=memory&agent=${agent.id}`} className="text-accent underline underline-offset-2">
                  What it remembers
                </Link>,
              ],
              ...agent.degraded.map((one) => ['Degraded', <Degraded key={one.signal} of={one} />] as const),
            ]}
          />
        </Panel>
        <AgentBudget agent={agent} />
        <Panel title="Capabilities">
          <Capabilities agent={agent} />
        </Panel>
        <Panel title="Recent attempts">
          <AgentAttempts id={agent.id} />
        </Panel>
      </div>
      <div className="flex flex-col gap-4">
        {agent.kind === 'worker' && !gone && (
          <Panel title="Run a worker">
            <div className="p-4">
              <WorkerSnippet agentId={agent.id} />
            </div>
          </Panel>
        )}
        {agent.kind !== 'worker' && mayTest && !gone && (
          <Panel title="Does it answer?">
            <div className="p-4">
              <TestCall target={() => ({ id: agent.id })} />
            </div>
          </Panel>
        )}
        <Panel title="Configuration">
          <div className="p-4">
            <JsonView value={agent.config as JsonValue} label="Configuration" />
          </div>
        </Panel>
        <Panel title="Record">
          <Facts
            className="px-4 py-3"
            rows={[
              [
                'Id',
                <span key="id" className="flex items-center gap-1 font-mono text-small">
                  <span className="truncate">{agent.id}</span>
                  <CopyButton value={agent.id} label="Copy agent id" />
                </span>,
              ],
              ['Pool', agent.pool],
              ['Cost per task', agent.costPerTaskUsd === null ? null : `$${agent.costPerTaskUsd}`],
              ['Registered', <Ago key="created" at={agent.createdAt} />],
              ['By', <ActorName key="by" id={agent.createdBy} name={agent.createdByName} />],
              ['Retired', agent.retiredAt && <Ago key="retired" at={agent.retiredAt} />],
            ]}
          />
        </Panel>
        <AgentPersonaPanel agentId={agent.id} otherwise={agent.persona && <DeclaredPersona persona={agent.persona} />} />
      </div>
    </div>
  );
}

/** One agent: what it does now, what it can, how it is called. */
export function AgentPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const query = useQuery(trpc.agents.get.queryOptions({ id }));
  useLiveFleet();
  useShortcut({ keys: 'Escape', label: 'Back to the fleet', group: 'Page' }, () => router.push('/agents'));
  return (
    <Loaded query={query} what="This agent" rows={8} back={{ href: '/agents', label: 'All agents' }}>
      {(agent) => {
        const kind = AGENT_KIND_LOOKS[agent.kind];
        return (
          <>
            <DetailHeader
              title={agent.name}
              path={[{ label: 'Agents', href: '/agents' }]}
              marks={
                <>
                  <StatusPill look={AGENT_LOOKS[agent.status]} />
                  <Badge>
                    <kind.icon className="size-3" aria-hidden />
                    {kind.label}
                  </Badge>
                  {agent.simulated && <Badge tone="outline">does no real work</Badge>}
                  <LivenessBadge agent={agent} />
                  <DegradedBadge agent={agent} />
                  <BreakerBadge breaker={agent.breaker} agentId={agent.id} />
                </>
              }
              actions={<AgentActions agent={agent} />}
            />
            <StaleBanner />
            {agent.breaker?.state === 'forced_open' && <IsolatedBanner agentId={agent.id} />}
            <FaultBanner agentId={agent.id} />
            <AgentBody agent={agent} />
          </>
        );
      }}
    </Loaded>
  );
}
