import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageClass, consolidationScore, shareToKeep } from './age.ts';
import { planConsolidation } from './consolidate.ts';
import { type ContextEntry, createContextSchema, tokensOf } from './context-entry.ts';
import { extractSentences, MIN_RETENTION, sentencesOf } from './extract-sentences.ts';
import { entryQuality, rankEntries, taskQuery, withinTokens } from './relevance.ts';
import { cosine, countWords, keywordsOf } from './words.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(NOW - hours * HOUR_MS);
let serial = 0;
const nextId = () => {
  serial += 1;
  return String(serial).padStart(6, '0');
};
const entry = (content: string, hours = 0, more: Partial<ContextEntry> = {}): ContextEntry => ({
  id: nextId(),
  agentId: 'a',
  title: 'note',
  content,
  type: 'learning',
  access: 'private',
  importance: 0.5,
  tags: [],
  accessCount: 0,
  accessedAt: null,
  consolidatedFrom: [],
  sourceTaskId: null,
  createdBy: 'user:1',
  createdAt: ago(hours),
  updatedAt: ago(hours),
  ...more,
});

const WORDS =
  'deploy server cluster latency budget review parser token cache index shard replica vector memory agent queue lease fence retry'.split(
    ' ',
  );
const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 10 }).map((words) => `${words.join(' ')}.`);
const anyText = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((sentences) => sentences.join(' '));

describe('words', () => {
  test('[ME1] the same words are alike, other words are not, long texts are no exception', () => {
    expect(cosine(countWords('a b b'), countWords('b a b'))).toBeCloseTo(1);
    expect(cosine(countWords('a'), countWords('b'))).toBe(0);
    expect(cosine(countWords(''), countWords('b'))).toBe(0);
    expect([...keywordsOf('The Server WITH over the server, größer 2026')]).toEqual(['server', 'größer', '2026']);
  });

  test('[ME1] sentences come once, in order', () => {
    expect(sentencesOf('One. Two!\nThree?  one.\n\nFour')).toEqual(['One.', 'Two!', 'Three?', 'Four']);
  });
});

describe('extracts', () => {
  test('[ME2] hold sentences of the text in their order, and at least 60 % of its keywords', () => {
    fc.assert(
      fc.property(anyText, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const extract = extractSentences(text, share);
        const sentences = sentencesOf(text);
        const places = extract.split('\n').map((line) => sentences.indexOf(line));
        expect(places.every((place) => place >= 0)).toBe(true);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        const all = keywordsOf(text);
        expect(keywordsOf(extract).size).toBeGreaterThanOrEqual(MIN_RETENTION * all.size);
        expect(tokensOf(extract)).toBeLessThanOrEqual(tokensOf(text));
      }),
    );
  });

  test('[ME2] keep what is central', () => {
    const text = 'The cache holds tokens. Tokens: the cache holds them. Lunch. The cache holds old tokens.';
    expect(extractSentences(text, 0.5)).not.toContain('Lunch');
  });
});

describe('age', () => {
  test.each([
    [1, 'fresh'],
    [3, 'active'],
    [30, 'stale'],
    [200, 'archival'],
    [800, 'deletion_candidate'],
  ] as const)('[ME3] after %s hours an entry is %s', (hours, expected) => {
    expect(ageClass(entry('x', hours), NOW)).toBe(expected);
    expect(ageClass(entry('x', hours, { accessedAt: ago(0) }), NOW)).toBe('fresh');
  });

  test.each([
    ['fresh', entry('x', 1), 1],
    ['active and much used', entry('x', 3, { accessCount: 20, importance: 1 }), 0.8],
    ['active and hardly used', entry('x', 3), 1],
    ['stale', entry('x', 30), 0.6],
    ['archival', entry('x', 300), 0.4],
    ['old and of no weight', entry('x', 800), 0],
    ['old, but important', entry('x', 800, { importance: 0.9 }), 0.2],
    ['old, but a decision', entry('x', 800, { type: 'decision' }), 0.2],
    ['old, but often read', entry('x', 800, { accessCount: 5 }), 0.2],
  ])('[ME3] of an entry that is %s, this share is kept', (_, one, share) => {
    expect(shareToKeep(one, NOW)).toBe(share);
    expect(consolidationScore(one, NOW)).toBeGreaterThanOrEqual(0);
    expect(consolidationScore(one, NOW)).toBeLessThanOrEqual(1);
  });
});

describe('consolidation', () => {
  test('[ME4] near-duplicates become one that is worth more and remembers where it comes from', () => {
    const twins = [
      entry('The lease of a worker ends after ten seconds.', 1, { tags: ['lease'], accessCount: 2 }),
      entry('The lease of a worker ends after ten seconds! It is renewed.', 1, { importance: 0.7, tags: ['worker'] }),
      entry('Something else entirely about parsers', 1),
    ];
    const plan = planConsolidation(twins, NOW);
    expect(plan.write).toHaveLength(1);
    expect(plan.write[0]).toMatchObject({ tags: ['lease', 'worker'], accessCount: 2, consolidatedFrom: [twins[0]?.id, twins[1]?.id] });
    expect(plan.write[0]?.importance).toBeCloseTo(0.9);
    expect(plan.report).toEqual({ entriesBefore: 3, entriesAfter: 2, merged: 1, shortened: 0, forgotten: 0 });
    expect(plan.tokensAfter).toBeLessThan(plan.tokensBefore);
    expect(plan.retention).toBe(1);
  });

  test('[ME4] what others may read, or what is of another type, is never mixed', () => {
    const same = 'the very same words about leases';
    const entries = [
      entry(same),
      entry(same, 0, { access: 'team' }),
      entry(same, 0, { type: 'decision' }),
      entry(same, 0, { agentId: 'b' }),
    ];
    expect(planConsolidation(entries, NOW)).toMatchObject({ write: [], forget: [] });
  });

  test('[ME5] is never larger, loses no entry unnoticed, and its figures are those of its texts', () => {
    const anyEntry = fc
      .record({
        text: anyText,
        hours: fc.nat(1_000),
        importance: fc.double({ min: 0, max: 1, noNaN: true }),
        access: fc.constantFrom('private', 'team'),
      })
      .map(({ text, hours, ...more }) => entry(text, hours, more as Partial<ContextEntry>));
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 12 }), (entries) => {
        const plan = planConsolidation(entries, NOW);
        expect(plan.tokensAfter).toBeLessThanOrEqual(plan.tokensBefore);
        const gone = [...plan.forget, ...plan.write.flatMap(({ replaces }) => replaces)];
        expect(new Set(gone).size).toBe(gone.length);
        expect(plan.report.entriesAfter).toBe(entries.length - gone.length + plan.write.length);
        const left = [...entries.filter(({ id }) => !gone.includes(id)), ...plan.write];
        expect(plan.tokensAfter).toBe(left.reduce((total, { title, content }) => total + tokensOf(title) + tokensOf(content), 0));
        if (plan.retention !== null && plan.forget.length === 0) expect(plan.retention).toBeGreaterThanOrEqual(MIN_RETENTION);
      }),
    );
  });
});

describe('relevance', () => {
  test('[ME6] lies in [0, 1]; text, own experience, freshness and quality each lift an entry', () => {
    const plain = { entry: entry('x', 100), rank: 0.5, expertise: 0.5 };
    const lifted = [
      { ...plain, entry: { ...plain.entry, id: 'z' }, rank: 1 },
      { ...plain, entry: { ...plain.entry, id: 'z', agentId: 'me' } },
      { ...plain, entry: { ...plain.entry, id: 'z', accessedAt: ago(0) } },
      { ...plain, entry: { ...plain.entry, id: 'z', importance: 1 } },
      { ...plain, entry: { ...plain.entry, id: 'z' }, expertise: 0.9 },
    ];
    for (const better of lifted) {
      const [first, second] = rankEntries([plain, better], { reader: 'me', now: NOW });
      expect(first?.entry.id).toBe('z');
      expect(first?.relevance).toBeLessThanOrEqual(1);
      expect(second?.relevance).toBeGreaterThanOrEqual(0);
    }
  });

  test('[ME6] quality fades by one percent a day and rises with every access', () => {
    expect(entryQuality(entry('x', 0), NOW)).toBeCloseTo(0.5);
    expect(entryQuality(entry('x', 240), NOW)).toBeCloseTo(0.45);
    expect(entryQuality(entry('x', 24 * 400, { accessCount: 3 }), NOW)).toBeCloseTo(0.35);
  });

  test('[ME7] what is given stays within its tokens', () => {
    const found = [400, 4_000, 40].map((length, at) => ({ entry: entry('x'.repeat(length), 0, { title: '' }), relevance: 1 - at / 10 }));
    expect(withinTokens(found, { tokens: 120, most: 5 }).map((one) => one.entry.content.length)).toEqual([400, 40]);
    expect(withinTokens(found, { tokens: 5_000, most: 1 })).toHaveLength(1);
  });

  test('[ME7] a task is searched for by its keywords, and they are plain words', () => {
    const query = taskQuery({ taskType: 'code_review', name: "O'Brien & co: ) | !", description: 'Review the Parser of tokens' });
    expect(query).toBe('code | review | brien | parser | tokens');
    expect(taskQuery({ taskType: 'a', name: '!!', description: null })).toBe('');
  });
});

describe('an entry', () => {
  test.each([
    [{ title: 'a', content: 'b' }],
    [{ title: 'a', content: 'b', access: 'public', importance: 2 }],
    [{ title: ' ', content: 'b', access: 'public' }],
    [{ title: 'a', content: 'b\0', access: 'public' }],
    [{ title: 'a', content: 'x'.repeat(20_001), access: 'public' }],
    [{ title: 'a', content: 'b', access: 'public', type: 'gossip' }],
  ])('[ME8] %# is refused', (body) => {
    expect(createContextSchema.safeParse(body).success).toBe(false);
  });
});
