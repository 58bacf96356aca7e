// How big a pool's members are.

export const CAPACITY_TIERS = ['light', 'standard', 'heavy', 'enterprise'] as const;
export type CapacityTier = (typeof CAPACITY_TIERS)[number];

export interface TierLimits {
  /** Attempts a member may hold at once. */
  tasks: number;
  memoryMb: number;
  /** Share of a processor, in percent. */
  cpuPercent: number;
  /** Size of the context, in tokens. */
  contextTokens: number;
}

export const TIER_LIMITS: Readonly<Record<CapacityTier, TierLimits>> = {
  light: { tasks: 2, memoryMb: 500, cpuPercent: 50, contextTokens: 8_000 },
  standard: { tasks: 5, memoryMb: 1_000, cpuPercent: 75, contextTokens: 16_000 },
  heavy: { tasks: 8, memoryMb: 2_000, cpuPercent: 90, contextTokens: 32_000 },
  enterprise: { tasks: 12, memoryMb: 4_000, cpuPercent: 95, contextTokens: 64_000 },
};

const PROMOTE_ABOVE = 0.85;
const DEMOTE_BELOW = 0.4;

/** The tier an hour of this use asks for: one step at most. @param use mean share of busy slots; null when nothing was measured */
export function adviseTier(tier: CapacityTier, use: number | null): CapacityTier {
  const at = CAPACITY_TIERS.indexOf(tier);
  const step = use === null ? 0 : use > PROMOTE_ABOVE ? 1 : use < DEMOTE_BELOW ? -1 : 0;
  return CAPACITY_TIERS[Math.min(CAPACITY_TIERS.length - 1, Math.max(0, at + step))] ?? tier;
}
