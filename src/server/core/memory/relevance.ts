import { type ContextEntry, tokensOf } from './context-entry.ts';
import { keywordsOf } from './words.ts';

// How relevant an entry is to a question: 40 % its text, 15 % its time, 25 % who it is from, 20 % its quality.

const DAY_MS = 86_400_000;
const CREATION_DECAY_DAYS = 30;
const ACCESS_DECAY_DAYS = 7;
/** Whom nobody measured is neither good nor bad. */
const UNKNOWN_EXPERTISE = 0.5;
/** Words of a task that are searched for. */
const MOST_TERMS = 32;

export interface FoundEntry {
  entry: ContextEntry;
  /** Rank of the text search, any positive scale. */
  rank: number;
  /** Success rate of its owner, 0..1; null when nobody measured it or it belongs to all. */
  expertise: number | null;
}

export interface RelevantEntry {
  entry: ContextEntry;
  /** 0..1. */
  relevance: number;
}

const decay = (since: Date, now: number, days: number) => Math.exp(-Math.max(0, now - since.getTime()) / (days * DAY_MS));

/** What an entry is worth by itself: importance, fading by 1 % a day, rising with every access. 0..1. */
export function entryQuality(entry: Pick<ContextEntry, 'importance' | 'createdAt' | 'accessCount'>, now: number): number {
  const days = Math.max(0, now - entry.createdAt.getTime()) / DAY_MS;
  return Math.min(1, entry.importance * Math.max(0.1, 1 - 0.01 * days) + Math.min(0.5, 0.1 * entry.accessCount));
}

/** Puts what a search found in order, best first. @param reader the agent that asks; its own entries are its own expertise */
export function rankEntries(found: readonly FoundEntry[], { reader, now }: { reader: string | null; now: number }): RelevantEntry[] {
  const best = Math.max(...found.map(({ rank }) => rank), Number.MIN_VALUE);
  return found
    .map(({ entry, rank, expertise }) => {
      const temporal =
        0.3 * decay(entry.createdAt, now, CREATION_DECAY_DAYS) + 0.7 * decay(entry.accessedAt ?? entry.createdAt, now, ACCESS_DECAY_DAYS);
      const skill = reader !== null && entry.agentId === reader ? 1 : (expertise ?? UNKNOWN_EXPERTISE);
      return { entry, relevance: 0.4 * (rank / best) + 0.15 * temporal + 0.25 * skill + 0.2 * entryQuality(entry, now) };
    })
    .sort((a, b) => b.relevance - a.relevance || (a.entry.id < b.entry.id ? -1 : 1));
}

/** The entries that fit into so many tokens, most relevant first; one that does not fit gives way to smaller ones. */
export function withinTokens(entries: readonly RelevantEntry[], limits: { tokens: number; most: number }): RelevantEntry[] {
  let left = limits.tokens;
  const fitting: RelevantEntry[] = [];
  for (const one of entries) {
    const size = tokensOf(one.entry.title) + tokensOf(one.entry.content);
    if (size > left) continue;
    left -= size;
    fitting.push(one);
    if (fitting.length === limits.most) break;
  }
  return fitting;
}

/** What to search for on behalf of a task: any of its keywords, as a tsquery of plain words. Empty when it says nothing. */
export function taskQuery(task: { taskType: string; name: string; description: string | null }): string {
  const words = keywordsOf(`${task.taskType.replaceAll('_', ' ')} ${task.name} ${task.description ?? ''}`);
  return [...words].slice(0, MOST_TERMS).join(' | ');
}
