'use client';
import { useState } from 'react';
import type { ModelStatus, RolloutAct } from '@/server/core/routing/rollout.ts';
import { ActorName } from '../session/actor-name.tsx';
import { useAllowed } from '../session/session.tsx';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { componentWord } from './component-colours.ts';
import { percent } from './figures.tsx';
import { ACT_WORDS, ModelActDialog } from './model-act-dialog.tsx';
import type { ModelView } from './routing-types.ts';

const TONES = { draft: 'plain', shadow: 'accent', canary: 'wait', active: 'ok', retired: 'outline', discarded: 'outline' } as const;

/** Acts that make sense from where a model is; the server decides again. */
const OFFERED: Record<ModelStatus, readonly RolloutAct[]> = {
  draft: ['shadow', 'canary', 'promote', 'discard'],
  shadow: ['canary', 'promote', 'discard'],
  canary: ['promote', 'shadow', 'discard'],
  active: ['roll_back'],
  retired: [],
  discarded: [],
};

const HOUR_MS = 3_600_000;
const days = (hours: number) => formatDuration(hours * HOUR_MS);

function ownWeights({ weights }: ModelView['config']): string | null {
  const texts = Object.entries(weights).map(([strategy, own]) => {
    const parts = Object.entries(own).filter(([, weight]) => weight > 0);
    const sorted = parts.sort(([, a], [, b]) => b - a);
    return `${strategy.replaceAll('_', ' ')}: ${sorted.map(([name, weight]) => `${componentWord(name)} ${Math.round(weight * 100)} %`).join(', ')}`;
  });
  return texts.length === 0 ? null : texts.join('; ');
}

type Report = NonNullable<ModelView['report']>;
const score = ({ brier, log_loss: loss, n }: Report['before']) =>
  brier === null || loss === null
    ? 'not enough data'
    : `Brier ${brier.toFixed(4)}, log loss ${loss.toFixed(4)}, on ${n} held-back decisions`;

function reportRows(report: Report): (readonly [string, string])[] {
  return [
    ['Before', score(report.before)],
    ['After', score(report.after)],
    ['Tried', `${report.tried.length} memories on ${report.outcomes} outcomes`],
  ];
}

/** One version of the router's settings, and the steps it can take. */
export function ModelCard({ model }: { model: ModelView }) {
  const mayChange = useAllowed('operator');
  const [asked, setAsked] = useState<RolloutAct | null>(null);
  const { version, status, canaryShare, previousVersion, config, note, report } = model;
  const acts = OFFERED[status].filter((act) => act !== 'roll_back' || previousVersion !== null);
  const { explore, memory } = config;
  return (
    <Panel
      title={`Version ${version}`}
      aside={
        <span className="flex items-center gap-2">
          <Badge tone={TONES[status]}>{status === 'canary' ? `canary for ${percent(canaryShare)} of runs` : status}</Badge>
          {mayChange &&
            acts.map((act) => (
              <Button key={act} variant={act === 'discard' ? 'danger' : 'secondary'} onClick={() => setAsked(act)}>
                {ACT_WORDS[act].verb}
              </Button>
            ))}
        </span>
      }
    >
      <Facts
        className="px-4 py-3"
        rows={[
          ['Note', note || null],
          ['Own weights', ownWeights(config) ?? 'as built'],
          ['Explores', `at most ${percent(explore.share)}, floor ${percent(explore.floor)}, curiosity ${explore.curiosity}`],
          ['Remembers', `half after ${days(memory.half_life_hours)}, at most ${memory.capacity} outcomes per agent and type`],
          ...(report ? reportRows(report) : []),
          ['Made', <ActorName key="by" id={model.createdBy} name={model.createdByName} />],
          ['Changed', <Ago key="at" at={model.changedAt} />],
        ]}
      />
      {asked && <ModelActDialog version={version} act={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}
