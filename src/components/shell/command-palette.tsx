'use client';
import { Dialog } from '@base-ui/react/dialog';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Bot, Keyboard, ListTree, type LucideIcon, OctagonX, Plus, SunMoon, Workflow, Zap } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { type ReactNode, useState } from 'react';
import { listActs } from '../keys/shortcuts.ts';
import { useAllowed } from '../session/session.tsx';
import { AGENT_LOOKS, RUN_LOOKS } from '../status/status-vocabulary.ts';
import { useRested } from '../time/use-rested.ts';
import { useTRPC } from '../trpc.tsx';
import { PLACES } from './places.ts';

/** How many of each kind are offered at once; what is typed finds the others. */
const OFFERED = 50;
/** A pause in typing after which the server is asked, ms. */
const PAUSE_MS = 150;
/** The longest text that is asked for, characters. */
const MOST_TEXT = 200;

/** Groups of shortcuts that belong to the page at hand. */
const OWN_GROUPS = new Set(['Designer']);

interface EntryProps {
  icon: LucideIcon;
  /** What is searched, besides the text shown. */
  keywords?: string[];
  value: string;
  onSelect(): void;
  children: ReactNode;
  aside?: ReactNode;
}

function Entry({ icon: Icon, keywords, value, onSelect, children, aside }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      {...(keywords && { keywords })}
      className="flex h-8 items-center gap-2.5 rounded-control px-2 text-base text-ink-2 data-[selected=true]:bg-hover data-[selected=true]:text-ink"
    >
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="truncate">{children}</span>
      {aside && <span className="ml-auto text-ink-3 text-small">{aside}</span>}
    </Command.Item>
  );
}

const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-small';

/** What can be done on the page under the palette. */
function PageActs({ onClose }: { onClose(): void }) {
  // As they were when it was opened; what everybody knows anyhow is left out.
  const [acts] = useState(() => listActs().filter(({ group }) => OWN_GROUPS.has(group)));
  if (acts.length === 0) return null;
  return (
    <Command.Group heading="On this page" className={groupClass}>
      {acts.map(({ keys, label, run }) => (
        <Entry
          key={`${keys} ${label}`}
          icon={Zap}
          value={`act ${label} ${keys}`}
          aside={keys}
          onSelect={() => {
            onClose();
            // The palette is closed first: some acts open a dialog, or move the focus.
            requestAnimationFrame(run);
          }}
        >
          {label}
        </Entry>
      ))}
    </Command.Group>
  );
}

interface ActsProps {
  go(href: Route): void;
  onClose(): void;
  onSheet(): void;
}

/** What can be done from every page. */
function Acts({ go, onClose, onSheet }: ActsProps) {
  const { resolvedTheme, setTheme } = useTheme();
  const [mayWrite, mayStop] = [useAllowed('operator'), useAllowed('admin')];
  return (
    <Command.Group heading="Do" className={groupClass}>
      {mayWrite && (
        <>
          <Entry icon={Plus} value="new workflow" onSelect={() => go('/workflows/new')}>
            New workflow
          </Entry>
          <Entry icon={Bot} value="register an agent" onSelect={() => go('/agents?register=1' as Route)}>
            Register an agent
          </Entry>
        </>
      )}
      {mayStop && (
        <Entry
          icon={OctagonX}
          value="stop everything emergency"
          keywords={['kill switch']}
          onSelect={() => go('/settings#emergency-stop' as Route)}
        >
          Stop everything: to the emergency stop
        </Entry>
      )}
      <Entry
        icon={SunMoon}
        value="switch theme light dark"
        aside="T"
        onSelect={() => {
          setTheme(resolvedTheme === 'dark' ? 'light' : 'dark');
          onClose();
        }}
      >
        Switch light and dark
      </Entry>
      <Entry icon={Keyboard} value="keyboard shortcuts" onSelect={onSheet} aside="?">
        Keyboard shortcuts
      </Entry>
    </Command.Group>
  );
}

/** Runs, workflows and agents as they are now: the newest of them, or those whose name holds the text, however old. */
function useFound(text: string) {
  const trpc = useTRPC();
  const asked = { limit: OFFERED, ...(text !== '' && { text }) };
  const now = { staleTime: 0, placeholderData: keepPreviousData };
  const runs = useQuery({ ...trpc.runs.list.queryOptions(asked), ...now });
  const workflows = useQuery({ ...trpc.workflows.list.queryOptions(asked), ...now });
  const agents = useQuery({ ...trpc.agents.list.queryOptions(asked), ...now });
  return {
    runs: runs.data?.data ?? [],
    workflows: workflows.data?.data ?? [],
    agents: agents.data?.data ?? [],
    looking: runs.isFetching || workflows.isFetching || agents.isFetching,
  };
}

/** What was found, by its kind. */
function Found({ runs, workflows, agents, go }: Omit<ReturnType<typeof useFound>, 'looking'> & { go(href: Route): void }) {
  return (
    <>
      <Command.Group heading="Runs" className={groupClass}>
        {runs.map((run) => (
          <Entry
            key={run.id}
            icon={ListTree}
            value={run.id}
            keywords={[run.name, run.workflowId]}
            onSelect={() => go(`/runs/${run.id}` as Route)}
            aside={RUN_LOOKS[run.status].word}
          >
            {run.name}
          </Entry>
        ))}
      </Command.Group>
      <Command.Group heading="Workflows" className={groupClass}>
        {workflows.map((workflow) => (
          <Entry
            key={workflow.id}
            icon={Workflow}
            value={workflow.id}
            keywords={[workflow.name]}
            onSelect={() => go(`/workflows/${workflow.id}` as Route)}
          >
            {workflow.name}
          </Entry>
        ))}
      </Command.Group>
      <Command.Group heading="Agents" className={groupClass}>
        {agents.map((agent) => (
          <Entry
            key={agent.id}
            icon={Bot}
            value={agent.id}
            keywords={[agent.name, agent.kind]}
            onSelect={() => go(`/agents/${agent.id}` as Route)}
            aside={AGENT_LOOKS[agent.status].word}
          >
            {agent.name}
          </Entry>
        ))}
      </Command.Group>
    </>
  );
}

/** Finds pages, acts, runs, workflows and agents. Loaded on the first Ctrl K. */
export function CommandPalette({ onClose, onSheet }: { onClose(): void; onSheet(): void }) {
  const router = useRouter();
  const [text, setText] = useState('');
  const sought = text.trim();
  const rested = useRested(sought, PAUSE_MS);
  const { looking, ...found } = useFound(rested);
  const go = (href: Route) => {
    onClose();
    router.push(href);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/30 dark:bg-black/60" />
        <Dialog.Popup className="fixed top-[14vh] left-1/2 z-50 w-[600px] max-w-[calc(100vw-32px)] -translate-x-1/2 animate-appear overflow-hidden rounded-[10px] border border-line bg-panel shadow-pop outline-none">
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <Command label="Command palette" loop>
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              maxLength={MOST_TEXT}
              placeholder="Go to, search, switch…"
              className="h-11 w-full border-b bg-transparent px-4 text-ink text-lead outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-base text-ink-3">
                {looking || rested !== sought ? 'Looking…' : 'Nothing by that name.'}
              </Command.Empty>
              <Command.Group heading="Pages" className={groupClass}>
                {PLACES.map(({ href, label, icon, key }) => (
                  <Entry key={href} icon={icon} value={`page ${label}`} onSelect={() => go(href)} aside={`g ${key}`}>
                    {label}
                  </Entry>
                ))}
              </Command.Group>
              <PageActs onClose={onClose} />
              <Acts go={go} onClose={onClose} onSheet={onSheet} />
              <Found {...found} go={go} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
