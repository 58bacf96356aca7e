import { parseAsNumberLiteral, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { UTILISATION_WINDOWS } from '@/server/core/fleet/utilisation.ts';

export const FLEET_TABS = ['utilisation', 'personas', 'pools', 'sleep'] as const;
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
  /** Whose sleep is looked at. */
  agent: parseAsString,
};
