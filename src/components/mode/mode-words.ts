import type { OrchestrationMode, SettingChange } from '@/server/core/mode/orchestration-mode.ts';

/** What each mode is for, in a sentence. */
export const MODE_WORDS: Readonly<Record<OrchestrationMode, { name: string; purpose: string }>> = {
  standard: { name: 'Standard', purpose: 'Every task to the agent that is most likely to do it well, within its cost.' },
  high_performance: { name: 'High performance', purpose: 'Who has been fastest and surest so far gets the work first.' },
  fault_tolerant: { name: 'Fault tolerant', purpose: 'Nobody is tried out on real work, and who is likely to fail soon gets less of it.' },
  energy_efficient: { name: 'Energy efficient', purpose: 'Nothing is done twice, and no agent is started before there is work for it.' },
  emergency: { name: 'Emergency', purpose: 'The important work gets through: what can wait waits, and whoever can do a task takes it.' },
};

const SETTING_NAMES: Readonly<Record<SettingChange['name'], string>> = {
  routing: 'Routing of tasks that name no strategy',
  balancing: 'Balancing of loads',
  exploring: 'Trying agents that are little known',
  shadowing: 'A model in the shadow decides too',
  hedging: 'Second attempts for stragglers',
  scalingAhead: 'Pools grow ahead of the forecast',
  shedAbove: 'Less important tasks wait',
  actAbove: 'Agents predicted to fail get less work',
};

function valueInWords(name: SettingChange['name'], value: SettingChange['to']): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (name === 'shedAbove') return value === null ? 'never' : `from ${value} in the queue`;
  if (name === 'actAbove') return value === null ? 'never' : `from ${Math.round(Number(value) * 100)} %`;
  return value === null ? 'hybrid intelligence' : String(value).replaceAll('_', ' ');
}

/** A change of a setting, for people. */
export const changeInWords = ({ name, from, to }: SettingChange): { name: string; from: string; to: string } => ({
  name: SETTING_NAMES[name],
  from: valueInWords(name, from),
  to: valueInWords(name, to),
});
