import { parseAsNumberLiteral, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { UTILISATION_WINDOWS } from '@/server/core/fleet/utilisation.ts';
import { CONTEXT_TYPES } from '@/server/core/memory/context-entry.ts';

export const FLEET_TABS = ['utilisation', 'personas', 'pools', 'sleep', 'memory'] as const;
export type FleetTab = (typeof FLEET_TABS)[number];

/** The state of the page, in its address. */
export const fleetParsers = {
  tab: parseAsStringLiteral(FLEET_TABS).withDefault('utilisation'),
  /** How far back the heatmap looks, minutes. */
  window: parseAsNumberLiteral(UTILISATION_WINDOWS).withDefault(60),
  /** The open cell: an agent's id and the start of a bucket (epoch ms), a dot between them. */
  cell: parseAsString,
  persona: parseAsString,
  pool: parseAsString,
  /** Whose sleep or memory is looked at. */
  agent: parseAsString,
  /** What is sought in what is remembered. */
  q: parseAsString.withDefault(''),
  type: parseAsStringLiteral(CONTEXT_TYPES),
};
