'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OrchestrationMode, SettingChange } from '@/server/core/mode/orchestration-mode.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { changeInWords, MODE_WORDS } from './mode-words.ts';

type State = RouterOutputs['mode']['state'];
/** A mode to switch to; null gives the choice back to the environment. */
type Choice = { mode: OrchestrationMode | null };

function Changes({ changes }: { changes: readonly SettingChange[] }) {
  return (
    <ul className="flex flex-col gap-0.5 text-small">
      {changes.map(changeInWords).map(({ name, from, to }) => (
        <li key={name} className="text-ink-3">
          {name}: {from} <span aria-hidden>→</span>
          <span className="sr-only"> becomes </span> <span className="text-ink">{to}</span>
        </li>
      ))}
    </ul>
  );
}

function ModeRow({ state, mode, changes, onSwitch }: { state: State; onSwitch: (() => void) | null } & State['modes'][number]) {
  const { name, purpose } = MODE_WORDS[mode];
  const current = state.mode === mode;
  return (
    <li className="grid gap-x-6 gap-y-1 border-b px-4 py-3 last:border-b-0 sm:grid-cols-[1fr_1fr_auto]">
      <div>
        <h3 className="flex items-center gap-2 font-medium text-base text-ink">
          {name}
          {current && <Badge tone="accent">in force</Badge>}
          {state.environment === mode && <Badge title="What ORCHESTRATION_MODE says">environment</Badge>}
        </h3>
        <p className="text-base text-ink-2">{purpose}</p>
        {current && state.chosen && (
          <p className="mt-1 text-ink-3 text-small">
            {state.chosen.byName ?? state.chosen.by}, <Ago at={state.chosen.at} />: {state.chosen.reason}
          </p>
        )}
      </div>
      <Changes changes={changes} />
      <div className="text-right">
        {onSwitch && !current && (
          <Button onClick={onSwitch} aria-label={`Switch to ${name}`}>
            Switch
          </Button>
        )}
      </div>
    </li>
  );
}

/** How the whole installation orchestrates: one name for a set of settings. */
export function ModePanel() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admin = useAllowed('admin');
  const [choice, setChoice] = useState<Choice | null>(null);
  const query = useQuery(trpc.mode.state.queryOptions());
  useLiveTopic('emergency', () => void queryClient.invalidateQueries(trpc.mode.state.queryFilter()));
  const mutation = useMutation(
    trpc.mode.switch.mutationOptions({
      onSuccess: (state) => {
        queryClient.setQueryData(trpc.mode.state.queryKey(), state);
        setChoice(null);
      },
    }),
  );
  const back = admin && query.data?.chosen && <Button onClick={() => setChoice({ mode: null })}>Follow the environment</Button>;
  const target = choice && query.data ? (choice.mode ?? query.data.environment) : null;
  const changes = query.data?.modes.find(({ mode }) => mode === target)?.changes ?? [];
  return (
    <Panel id="orchestration-mode" title="Orchestration mode" aside={back || undefined}>
      <Loaded query={query} what="The mode" rows={5}>
        {(state) => (
          <ul>
            {state.modes.map((each) => (
              <ModeRow key={each.mode} {...each} state={state} onSwitch={admin ? () => setChoice({ mode: each.mode }) : null} />
            ))}
          </ul>
        )}
      </Loaded>
      {choice && target && (
        <ConfirmDialog
          open
          onOpenChange={() => setChoice(null)}
          title={choice.mode === null ? 'Follow the environment?' : `Switch to ${MODE_WORDS[target].name}?`}
          consequence={changes.length === 0 ? 'No setting changes.' : <Changes changes={changes} />}
          verb="Switch"
          mutation={mutation}
          reasonLabel="Reason"
          reasonMissing="Say why: the reason is kept with the act."
          onConfirm={(reason) => mutation.mutate({ mode: choice.mode, reason })}
        />
      )}
    </Panel>
  );
}
