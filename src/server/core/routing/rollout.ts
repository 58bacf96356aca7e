// How a new routing model comes into use:
//
//   draft --shadow--> shadow --canary--> canary --promote--> active --(another is promoted)--> retired
//     |                 |                  |                    |
//     |                 +----discard-------+                    +--roll_back--> retired, and the one before it is active again
//     +--discard--> discarded (also from shadow and canary)
//
// Exactly one model is active. At most one other is a challenger: a shadow, which decides every task and is only noted, or a canary, which
// decides for its share of the runs.

export const MODEL_STATUSES = ['draft', 'shadow', 'canary', 'active', 'retired', 'discarded'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

export const ROLLOUT_ACTS = ['shadow', 'canary', 'promote', 'roll_back', 'discard'] as const;
export type RolloutAct = (typeof ROLLOUT_ACTS)[number];

/** A canary decides for at most this share: above it, promoting is what is meant. */
export const MAX_CANARY_SHARE = 0.5;

/** What the rules need to know of a model. */
export interface ModelPlace {
  version: number;
  status: ModelStatus;
  /** Share of runs it decides for as canary; 0 otherwise. */
  canaryShare: number;
  /** The version that was active before this one; null for the first, and for models that never were active. */
  previousVersion: number | null;
}

export type RolloutResult = { ok: true; changes: ModelPlace[] } | { ok: false; why: string };

const FROM: Readonly<Record<RolloutAct, readonly ModelStatus[]>> = {
  shadow: ['draft', 'canary'],
  canary: ['draft', 'shadow', 'canary'],
  promote: ['draft', 'shadow', 'canary'],
  roll_back: ['active'],
  discard: ['draft', 'shadow', 'canary'],
};

const refuse = (why: string): RolloutResult => ({ ok: false, why });

function challenge(models: readonly ModelPlace[], model: ModelPlace, next: ModelPlace): RolloutResult {
  const other = models.find(({ version, status }) => version !== model.version && (status === 'shadow' || status === 'canary'));
  if (other) return refuse(`version ${other.version} is the challenger already; discard it first`);
  return { ok: true, changes: [next] };
}

function promote(models: readonly ModelPlace[], model: ModelPlace): RolloutResult {
  const active = models.find(({ status }) => status === 'active');
  const changes: ModelPlace[] = [{ ...model, status: 'active', canaryShare: 0, previousVersion: active?.version ?? null }];
  if (active) changes.push({ ...active, status: 'retired' });
  return { ok: true, changes };
}

function rollBack(models: readonly ModelPlace[], model: ModelPlace): RolloutResult {
  const before = models.find(({ version }) => version === model.previousVersion);
  if (before === undefined) return refuse('no model was active before this one');
  return {
    ok: true,
    changes: [
      { ...model, status: 'retired' },
      { ...before, status: 'active' },
    ],
  };
}

/**
 * What an act on one model changes, or in words why it may not be.
 * @param share of the runs that a canary decides for; ignored by other acts
 */
export function rollOut(models: readonly ModelPlace[], act: RolloutAct, on: { version: number; share?: number }): RolloutResult {
  const model = models.find(({ version }) => version === on.version);
  if (model === undefined) return refuse(`there is no version ${on.version}`);
  if (!FROM[act].includes(model.status)) return refuse(`a model that is ${model.status} cannot be put to ${act}`);
  switch (act) {
    case 'shadow':
      return challenge(models, model, { ...model, status: 'shadow', canaryShare: 0 });
    case 'canary': {
      const share = on.share ?? 0;
      if (!(share > 0 && share <= MAX_CANARY_SHARE)) return refuse(`the share of a canary lies above 0 and is at most ${MAX_CANARY_SHARE}`);
      return challenge(models, model, { ...model, status: 'canary', canaryShare: share });
    }
    case 'promote':
      return promote(models, model);
    case 'roll_back':
      return rollBack(models, model);
    case 'discard':
      return { ok: true, changes: [{ ...model, status: 'discarded', canaryShare: 0 }] };
  }
}

/** The model that decides for a run: the canary for its share, by the run's own number, so that a run is never split. */
export function decidingVersion(models: readonly ModelPlace[], runDigest: number): number | null {
  const canary = models.find(({ status }) => status === 'canary');
  if (canary && (runDigest % 10_000) / 10_000 < canary.canaryShare) return canary.version;
  return models.find(({ status }) => status === 'active')?.version ?? null;
}
