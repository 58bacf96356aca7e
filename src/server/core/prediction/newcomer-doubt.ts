import { DEFAULT_LIMITS } from '../routing/choose-agent.ts';

// Whoever joins a fleet that knows itself is tried with all the doubt that there is about it, and not with the tempered one that serves among
// equals: what it may be worth lasts.

/** So many outcomes per agent make a fleet known. */
const KNOWN_FLEET = 60;
/** So many of its own make a newcomer one of many. */
export const KNOWN_AGENT = 30;
/** A newcomer's doubt counts so many times: the chooser tempers doubts to its curiosity. */
const NEWCOMER_DOUBT = 1 / DEFAULT_LIMITS.curiosity;

/** @param seen outcomes of all agents */
export function isKnownFleet(seen: number, agents: number): boolean {
  return seen > KNOWN_FLEET * agents;
}

/** How many times a newcomer's doubt counts after so many outcomes of its own; 1 once it is one of many. */
export function newcomerDoubt(seen: number): number {
  const known = Math.min(1, seen / KNOWN_AGENT);
  return known + (1 - known) * NEWCOMER_DOUBT;
}
