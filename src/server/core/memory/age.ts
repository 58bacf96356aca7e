import { CONTENT_LENGTH, type ContextEntry } from './context-entry.ts';

// How old a memory is, and what that means for it.

const HOUR_MS = 3_600_000;

export const AGE_CLASSES = ['fresh', 'active', 'stale', 'archival', 'deletion_candidate'] as const;
export type AgeClass = (typeof AGE_CLASSES)[number];

/** Upper ends, in hours since the last change or access. */
const AGE_LIMITS_H: readonly (readonly [AgeClass, number])[] = [
  ['fresh', 2],
  ['active', 24],
  ['stale', 168],
  ['archival', 720],
];
const OLD_H = 720;

type Aged = Pick<ContextEntry, 'content' | 'importance' | 'accessCount' | 'accessedAt' | 'updatedAt' | 'type'>;

/** Hours since anybody changed or read it. */
function ageHours(entry: Pick<Aged, 'accessedAt' | 'updatedAt'>, now: number): number {
  return Math.max(0, now - Math.max(entry.updatedAt.getTime(), entry.accessedAt?.getTime() ?? 0)) / HOUR_MS;
}

export function ageClass(entry: Pick<Aged, 'accessedAt' | 'updatedAt'>, now: number): AgeClass {
  const age = ageHours(entry, now);
  return AGE_LIMITS_H.find(([, limit]) => age < limit)?.[0] ?? 'deletion_candidate';
}

/** How much there is to gain from consolidating it, 0..1: 40 % recency, 30 % access, 20 % importance, 10 % size. */
export function consolidationScore(entry: Aged, now: number): number {
  const recency = Math.max(0, 1 - ageHours(entry, now) / OLD_H);
  const size = Math.min(1, entry.content.length / (CONTENT_LENGTH / 2));
  return 0.4 * recency + 0.3 * Math.min(1, entry.accessCount / 10) + 0.2 * entry.importance + 0.1 * size;
}

/** From this score on an entry of a class is shortened; to this share of its tokens. Fresh ones are left alone. */
const RULES: Readonly<Record<Exclude<AgeClass, 'fresh'>, { from: number; share: number }>> = {
  active: { from: 0.7, share: 0.8 },
  stale: { from: 0.4, share: 0.6 },
  archival: { from: 0.2, share: 0.4 },
  deletion_candidate: { from: 0, share: 0.2 },
};
/** Kept in some form, however old. */
const LASTING_IMPORTANCE = 0.8;
const LASTING_TYPES: readonly string[] = ['decision', 'architecture'];
const LASTING_ACCESSES = 5;

/** The share of its tokens an entry should keep: 1 leaves it alone, 0 lets it go. */
export function shareToKeep(entry: Aged, now: number): number {
  const age = ageClass(entry, now);
  if (age === 'fresh') return 1;
  const lasting = entry.importance >= LASTING_IMPORTANCE || LASTING_TYPES.includes(entry.type) || entry.accessCount >= LASTING_ACCESSES;
  if (age === 'deletion_candidate' && !lasting) return 0;
  const { from, share } = RULES[age];
  return consolidationScore(entry, now) >= from ? share : 1;
}
