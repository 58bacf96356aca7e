import { shareToKeep } from './age.ts';
import { CONTENT_LENGTH, type ContextEntry, tokensOf } from './context-entry.ts';
import { extractSentences, sentencesOf } from './extract-sentences.ts';
import { cosine, countWords, keywordsOf } from './words.ts';

// Consolidation: near-duplicates become one entry, old ones are shortened by their age, what nobody needs any more goes. Extractive: the
// sentences that stay are the ones that were there.

/** From this cosine on two entries say the same. */
export const SAME_ABOVE = 0.82;
/** What was worth merging is worth more. */
const BOOST = 0.2;
const MOST_TAGS = 20;

/** What replaces some entries. */
export interface ConsolidatedEntry extends Omit<ContextEntry, 'id' | 'createdBy' | 'updatedAt'> {
  /** Ids of the entries that go. */
  replaces: string[];
}

export interface ConsolidationPlan {
  write: ConsolidatedEntry[];
  /** Entries that go without a successor. */
  forget: string[];
  report: {
    entriesBefore: number;
    entriesAfter: number;
    merged: number;
    shortened: number;
    forgotten: number;
  };
  tokensBefore: number;
  tokensAfter: number;
  /** Share of the distinct keywords that are still there; null when there were none. */
  retention: number | null;
}

const sizeOf = (entry: Pick<ContextEntry, 'title' | 'content'>) => tokensOf(entry.title) + tokensOf(entry.content);

/** Entries that may share one text: the same readers, the same kind of knowledge. */
const kindOf = ({ agentId, access, type }: ContextEntry) => `${agentId} ${access} ${type}`;

/** Groups of entries that say the same as the first of their group; oldest first. */
function cluster(entries: readonly ContextEntry[]): ContextEntry[][] {
  const groups: { kind: string; counts: ReturnType<typeof countWords>; members: ContextEntry[] }[] = [];
  for (const entry of entries.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const kind = kindOf(entry);
    const counts = countWords(entry.content);
    const same = groups.find((group) => group.kind === kind && cosine(group.counts, counts) >= SAME_ABOVE);
    if (same) same.members.push(entry);
    else groups.push({ kind, counts, members: [entry] });
  }
  return groups.map(({ members }) => members);
}

const latest = (times: (Date | null)[]) =>
  times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null);

function merge(members: readonly ContextEntry[]): Omit<ConsolidatedEntry, 'replaces'> {
  const best = members.reduce((most, entry) => (entry.importance > most.importance ? entry : most));
  const { id: _, createdBy: __, updatedAt: ___, ...rest } = best;
  const boost = members.length > 1 ? BOOST : 0;
  return {
    ...rest,
    content: sentencesOf(members.map((entry) => entry.content).join('\n'))
      .join('\n')
      .slice(0, CONTENT_LENGTH),
    importance: Math.min(1, best.importance + boost),
    tags: [...new Set(members.flatMap((entry) => entry.tags))].slice(0, MOST_TAGS),
    accessCount: members.reduce((total, entry) => total + entry.accessCount, 0),
    accessedAt: latest(members.map((entry) => entry.accessedAt)),
    consolidatedFrom: members.flatMap((entry) => [entry.id, ...entry.consolidatedFrom]).slice(0, 1_000),
    createdAt: members.reduce((first, entry) => (entry.createdAt < first ? entry.createdAt : first), best.createdAt),
  };
}

interface Outcome {
  entry: ConsolidatedEntry | null;
  /** As it was. */
  kept: ContextEntry[];
  forgotten: ContextEntry[];
  shortened: boolean;
}

/** What becomes of a group. A text that would not be shorter stays as it is. */
function settle(members: ContextEntry[], now: number): Outcome {
  const shares = members.map((entry) => shareToKeep(entry, now));
  const share = Math.max(...shares);
  if (share === 0) return { entry: null, kept: [], forgotten: members, shortened: false };
  const merged = merge(members);
  const content = share < 1 ? extractSentences(merged.content, share) : merged.content;
  const entry = { ...merged, content, replaces: members.map(({ id }) => id) };
  const before = members.reduce((total, each) => total + sizeOf(each), 0);
  if (sizeOf(entry) >= before) return { entry: null, kept: members, forgotten: [], shortened: false };
  return { entry, kept: [], forgotten: [], shortened: content.length < merged.content.length };
}

/** Plans the consolidation of an agent's entries. @param now epoch ms */
export function planConsolidation(entries: readonly ContextEntry[], now: number): ConsolidationPlan {
  const outcomes = cluster(entries).map((members) => settle(members, now));
  const write = outcomes.map(({ entry }) => entry).filter((entry) => entry !== null);
  const after = [...write, ...outcomes.flatMap(({ kept }) => kept)];
  const forgotten = outcomes.flatMap((outcome) => outcome.forgotten);
  const keywords = (list: readonly Pick<ContextEntry, 'title' | 'content'>[]) =>
    keywordsOf(list.map(({ title, content }) => `${title}\n${content}`).join('\n'));
  const before = keywords(entries);
  const still = keywords(after);
  const kept = [...before].filter((keyword) => still.has(keyword)).length;
  return {
    write,
    forget: forgotten.map(({ id }) => id),
    report: {
      entriesBefore: entries.length,
      entriesAfter: after.length,
      merged: write.filter(({ replaces }) => replaces.length > 1).length,
      shortened: outcomes.filter(({ shortened }) => shortened).length,
      forgotten: forgotten.length,
    },
    tokensBefore: entries.reduce((total, entry) => total + sizeOf(entry), 0),
    tokensAfter: after.reduce((total, entry) => total + sizeOf(entry), 0),
    retention: before.size === 0 ? null : kept / before.size,
  };
}
