import type { Limit } from './budget-index.ts';
import { money } from './money.ts';

/** What stands against a limit, in US dollars. */
export interface Balance {
  /** Of calls that have ended. */
  spentUsd: number;
  /** Expected of calls under way. */
  reservedUsd: number;
}

/** Sums of prices are off by less than this; a limit is not missed by it. US dollars. */
export const DUST_USD = 1e-9;

const NOTHING: Balance = { spentUsd: 0, reservedUsd: 0 };

/**
 * What may still be begun under the limits of one moment. Every call that is let through takes what it is expected to cost, so that a hundred
 * at once spend no more than one after the other would.
 */
export class Purse {
  readonly #balances: ReadonlyMap<string, Balance>;
  readonly #taken = new Map<string, number>();

  /** @param balances by key of the limit */
  constructor(balances: ReadonlyMap<string, Balance>) {
    this.#balances = balances;
  }

  balance({ key }: Pick<Limit, 'key'>): Balance {
    const { spentUsd, reservedUsd } = this.#balances.get(key) ?? NOTHING;
    return { spentUsd, reservedUsd: reservedUsd + (this.#taken.get(key) ?? 0) };
  }

  /** May be below zero. */
  left(limit: Limit): number {
    const { spentUsd, reservedUsd } = this.balance(limit);
    return limit.limitUsd - spentUsd - reservedUsd;
  }

  /** The first limit that forbids a call expected to cost so much; null: none does. A call of unknown or no cost needs something left. */
  refusal(limits: readonly Limit[], usd: number): Limit | null {
    return limits.find((limit) => limit.blocks && (this.left(limit) <= DUST_USD || usd > this.left(limit) + DUST_USD)) ?? null;
  }

  take(limits: readonly Limit[], usd: number): void {
    for (const { key } of limits) this.#taken.set(key, (this.#taken.get(key) ?? 0) + usd);
  }
}

/** Why a limit holds a call back, in one line. */
export function explainRefusal(limit: Limit, { spentUsd, reservedUsd }: Balance, usd: number): string {
  const spent = `${money(spentUsd)} of ${money(limit.limitUsd)} spent`;
  const reserved = reservedUsd > DUST_USD ? `, ${money(reservedUsd)} reserved` : '';
  const left = limit.limitUsd - spentUsd - reservedUsd;
  const short = left > DUST_USD ? `: what is left does not pay for a call expected to cost ${money(usd)}` : '';
  return `${limit.words}: ${spent}${reserved}${short}`;
}
