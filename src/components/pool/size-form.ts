import type { PoolView } from '@/server/core/scaling/pool-view.ts';
import type { CapacityTier } from '@/server/core/scaling/tiers.ts';

/** How big a pool may be, as a form holds it: text, until it is sent. */
export interface SizeForm {
  tier: CapacityTier;
  min: string;
  max: string;
  cooldown_seconds: string;
  evaluation_seconds: string;
  paused: boolean;
}

export const SIZE_FIELDS = [
  { name: 'min', label: 'At least' },
  { name: 'max', label: 'At most' },
  { name: 'evaluation_seconds', label: 'Looked at every, s' },
  { name: 'cooldown_seconds', label: 'Cooldown, s' },
] as const satisfies readonly { name: keyof SizeForm; label: string }[];

/** The form of a pool, or that of a new one. */
export function sizeForm(pool: PoolView | null): SizeForm {
  if (pool === null) return { tier: 'standard', min: '0', max: '4', cooldown_seconds: '180', evaluation_seconds: '60', paused: false };
  const { tier, min, max, cooldownMs, evaluationMs, paused } = pool;
  return {
    ...{ tier, paused, min: String(min), max: String(max) },
    cooldown_seconds: String(cooldownMs / 1_000),
    evaluation_seconds: String(evaluationMs / 1_000),
  };
}

export interface PoolSizes {
  tier: CapacityTier;
  min: number;
  max: number;
  cooldown_seconds: number;
  evaluation_seconds: number;
  paused: boolean;
}

/** The sizes that a form holds, or what is wrong with them by field. */
export function readSizes(form: SizeForm): { sizes: PoolSizes } | { faults: Partial<Record<keyof SizeForm, string>> } {
  const faults: Partial<Record<keyof SizeForm, string>> = {};
  for (const { name } of SIZE_FIELDS) if (!/^\d{1,6}$/.test(form[name].trim())) faults[name] = 'A whole number.';
  const number = (name: (typeof SIZE_FIELDS)[number]['name']) => Number(form[name]);
  if (Object.keys(faults).length === 0 && number('min') > number('max')) faults.min = 'Not above the most.';
  if (Object.keys(faults).length > 0) return { faults };
  return {
    sizes: {
      ...{ tier: form.tier, paused: form.paused, min: number('min'), max: number('max') },
      cooldown_seconds: number('cooldown_seconds'),
      evaluation_seconds: number('evaluation_seconds'),
    },
  };
}
