'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellRing } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { readProblem } from '../problem.ts';
import { RecordPanel } from '../record-panel.tsx';
import { useAllowed } from '../session/session.tsx';
import { formatDuration } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Td } from '../ui/table.tsx';
import { ruleWords } from './alert-words.ts';

const CreateRuleDialog = dynamic(() => import('./create-rule-dialog.tsx').then((module) => module.CreateRuleDialog), { ssr: false });

type Rule = RouterOutputs['alerts']['rules'][number];
const SILENCE_SECONDS = 3_600;

function RuleState({ rule, silenced }: { rule: Rule; silenced: boolean }) {
  if (!rule.enabled) return <Badge>off</Badge>;
  if (rule.muted) return <Badge title="ENABLE_PERFORMANCE_ALERTS is 0: rules about targets open nothing">muted</Badge>;
  if (rule.state.firing) return <Badge tone="fail">met</Badge>;
  if (silenced) return <Badge tone="wait">silenced</Badge>;
  return <Badge tone="ok">watching</Badge>;
}

function RuleRow({ rule }: { rule: Rule }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [admin, operator] = [useAllowed('admin'), useAllowed('operator')];
  const now = useNow(rule.silencedUntil !== null);
  const silenced = rule.silencedUntil !== null && rule.silencedUntil.getTime() > now;
  const again = { onSettled: () => queryClient.invalidateQueries(trpc.alerts.rules.queryFilter()) };
  const silence = useMutation(trpc.alerts.silenceRule.mutationOptions(again));
  const toggle = useMutation(trpc.alerts.switchRule.mutationOptions(again));
  const remove = useMutation(trpc.alerts.removeRule.mutationOptions({ ...again, onSuccess: () => setRemoving(false) }));
  const [removing, setRemoving] = useState(false);
  const fault = [silence, toggle].find(({ isError }) => isError)?.error;
  return (
    <tr>
      <Td className="font-medium text-ink">{rule.name}</Td>
      <Td>
        {ruleWords(rule.condition)}
        {rule.forMs > 0 && <span className="text-ink-3"> for {formatDuration(rule.forMs)}</span>}
      </Td>
      <Td>{rule.severity}</Td>
      <Td>
        <RuleState rule={rule} silenced={silenced} />
        {fault && (
          <span role="alert" className="block text-fail text-small">
            {readProblem(fault).message}
          </span>
        )}
      </Td>
      <Td className="text-right">
        <span className="flex justify-end gap-1">
          {operator && (
            <Button
              variant="ghost"
              busy={silence.isPending}
              onClick={() => silence.mutate({ id: rule.id, seconds: silenced ? 0 : SILENCE_SECONDS })}
            >
              {silenced ? 'End silence' : 'Silence for an hour'}
            </Button>
          )}
          {admin && (
            <>
              <Button variant="ghost" busy={toggle.isPending} onClick={() => toggle.mutate({ id: rule.id, enabled: !rule.enabled })}>
                {rule.enabled ? 'Switch off' : 'Switch on'}
              </Button>
              <Button variant="danger" onClick={() => setRemoving(true)}>
                Remove
              </Button>
            </>
          )}
        </span>
        {removing && (
          <ConfirmDialog
            open
            onOpenChange={setRemoving}
            title={`Remove ${rule.name}?`}
            consequence="It opens no alert any more, and the one it has open closes. To keep it for later, switch it off."
            verb="Remove"
            danger
            mutation={remove}
            onConfirm={() => remove.mutate({ id: rule.id })}
          />
        )}
      </Td>
    </tr>
  );
}

/** The rules that open alerts beside those that open by themselves. */
export function AlertRulesPanel() {
  const trpc = useTRPC();
  const admin = useAllowed('admin');
  const query = useQuery(trpc.alerts.rules.queryOptions());
  useLiveNotice('alerts', trpc.alerts.rules.queryFilter());
  return (
    <RecordPanel
      title="Alerts: rules"
      query={query}
      what="The rules"
      rows={2}
      columns={['Name', 'Opens when', 'Severity', 'State']}
      empty={{
        icon: BellRing,
        title: 'No rules yet',
        why: 'Missing agents, failures that pile up and dead letters open alerts by themselves. A rule opens one when a measure is beyond a threshold, a target is missed, or what a target allows is used up too fast.',
      }}
      add={admin ? { verb: 'Add rule', Form: CreateRuleDialog } : null}
      row={(rule) => <RuleRow key={rule.id} rule={rule} />}
    />
  );
}
