import type { BudgetScope } from './budget.ts';
import type { Limit } from './budget-index.ts';
import { money } from './money.ts';
import { DUST_USD, type Purse } from './purse.ts';

/** Something that would be spent, and every limit that it counts against. */
export interface ExpectedSpending {
  limits: readonly Limit[];
  /** Expected on average; 0 where nobody knows. */
  usd: number;
}

/** A limit that leaves less than a run is expected to cost. US dollars. */
export interface Shortfall {
  scope: BudgetScope;
  /** As in Limit. */
  subject: string | null;
  limitUsd: number;
  /** Neither spent nor reserved; not below zero. */
  leftUsd: number;
  expectedUsd: number;
  /** False: it only warns. */
  blocks: boolean;
  /** When there is money again by itself; null: never. */
  renewsAt: Date | null;
  /** Which limit, what it leaves and what is expected, in one line. */
  message: string;
}

/**
 * The limits that what is expected goes beyond, or that leave nothing to begin with; those that block first, each once.
 * @param nameOf what a limit is for, for people; null: its words say it already
 */
export function foreseeLimits(
  expected: readonly ExpectedSpending[],
  { purse, nameOf }: { purse: Pick<Purse, 'left'>; nameOf(limit: Limit): string | null },
): Shortfall[] {
  const sums = new Map<string, { limit: Limit; usd: number }>();
  for (const { limits, usd } of expected) {
    for (const limit of limits) sums.set(limit.key, { limit, usd: usd + (sums.get(limit.key)?.usd ?? 0) });
  }
  const short = [...sums.values()].flatMap(({ limit, usd }): Shortfall[] => {
    const left = purse.left(limit);
    if (left > DUST_USD && usd <= left + DUST_USD) return [];
    const { scope, subject, limitUsd, blocks, window, words } = limit;
    const leftUsd = Math.max(0, left);
    const name = nameOf(limit);
    const which = name === null ? words : `${words} (${name})`;
    const message = `${which}: ${money(leftUsd)} of ${money(limitUsd)} left, ${money(usd)} expected`;
    return [{ scope, subject, limitUsd, leftUsd, expectedUsd: usd, blocks, renewsAt: window?.to ?? null, message }];
  });
  return short.sort((a, b) => Number(b.blocks) - Number(a.blocks));
}
