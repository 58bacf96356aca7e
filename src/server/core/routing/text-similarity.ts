// How alike two texts are by what they say: TF-IDF cosine over words (stems, so that "reviews" meets "reviewing"), or how much of the one the
// other says, and cosine over character trigrams (so that typing and word building matter less), 0..1. Rare words count more than words that
// every text has.

/** How much of the likeness the words make; the rest comes from the trigrams. */
const WORD_SHARE = 0.6;
const ENDINGS = [
  'ations',
  'ation',
  'ating',
  'ated',
  'ates',
  'ate',
  'ings',
  'ing',
  'ions',
  'ion',
  'ers',
  'ies',
  'er',
  'ed',
  'es',
  's',
  'y',
  'e',
];
/** A text of which a document says every word is this much alike, however much more that says. */
const COVERED_SHARE = 0.8;
/** A stem keeps at least so many letters. */
const LEAST_STEM = 3;

type Vector = ReadonlyMap<string, number>;

/** Words of a text in lower case; `camelCase`, `snake_case` and signs part words. */
function splitWords(text: string): string[] {
  return text
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Parts of a compound have at least so many letters. */
const LEAST_PART = 3;

/** The fewest known words that make up a word, in order: "codereview" where "code" and "review" are known; the word itself where none do. */
export function splitCompound(word: string, known: ReadonlySet<string>): string[] {
  if (known.has(word) || word.length < 2 * LEAST_PART) return [word];
  // By length of the beginning: its parts, where there are any.
  const parts: (string[] | undefined)[] = [[]];
  for (let end = LEAST_PART; end <= word.length; end += 1) {
    for (let from = 0; from <= end - LEAST_PART; from += 1) {
      const before = parts[from];
      const part = word.slice(from, end);
      if (before === undefined || !known.has(part) || (parts[end]?.length ?? Number.POSITIVE_INFINITY) <= before.length + 1) continue;
      parts[end] = [...before, part];
    }
  }
  return parts[word.length] ?? [word];
}

/** The stems of a text's words. */
export function wordsOf(text: string): string[] {
  return splitWords(text).map(stem);
}

function stem(written: string): string {
  const word = written.replace('isation', 'ization');
  const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length >= LEAST_STEM);
  const cut = ending === undefined ? word : word.slice(0, -ending.length);
  // "running" and "run": the doubled letter came with the ending.
  return ending !== undefined && cut.length > LEAST_STEM && cut.at(-1) === cut.at(-2) ? cut.slice(0, -1) : cut;
}

function trigramsOf(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const padded = `^${word}$`;
    return Array.from({ length: Math.max(1, padded.length - 2) }, (_, at) => padded.slice(at, at + 3));
  });
}

function countOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Cosine of two vectors of length 1. */
function cosine(a: Vector, b: Vector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return Math.min(1, sum);
}

/** How much of a text, by what its words weigh, a document holds; 0..1. */
function covered(text: Vector, document: Vector): number {
  let sum = 0;
  for (const [term, weight] of text) if (document.has(term)) sum += weight * weight;
  return Math.min(1, sum);
}

class TermSpace {
  readonly #frequency = new Map<string, number>();
  #documents = 0;

  add(terms: readonly string[]): void {
    this.#documents += 1;
    for (const term of new Set(terms)) this.#frequency.set(term, (this.#frequency.get(term) ?? 0) + 1);
  }

  vector(terms: readonly string[]): Vector {
    const counts = countOf(terms);
    const weights = new Map<string, number>();
    let square = 0;
    for (const [term, count] of counts) {
      const rarity = Math.log((1 + this.#documents) / (1 + (this.#frequency.get(term) ?? 0))) + 1;
      const weight = (1 + Math.log(count)) * rarity;
      weights.set(term, weight);
      square += weight * weight;
    }
    const length = Math.sqrt(square);
    for (const [term, weight] of weights) weights.set(term, weight / length);
    return weights;
  }
}

export interface Document {
  /** By which it is asked for. */
  name: string;
  /** The name as people write it: capitals part words. */
  spelt: string;
  /** Description, areas: compared by words only. */
  about: string;
}

/** Likeness of texts to a fixed set of documents, which are known by their names. */
export class TextIndex {
  readonly #words = new TermSpace();
  readonly #trigrams = new TermSpace();
  readonly #documents = new Map<string, { words: Vector; nameWords: Vector; trigrams: Vector }>();
  /** Words of all documents, as they are written. */
  readonly #known = new Set<string>();
  readonly #queries = new Map<string, { words: Vector; trigrams: Vector }>();

  constructor(documents: Iterable<Document>) {
    const read = [...documents].map(({ name, spelt, about }) => ({ name, words: splitWords(spelt), about: splitWords(about) }));
    for (const { words, about } of read) for (const word of [...words, ...about]) this.#known.add(word);
    const parsed = read.map(({ name, words: written, about }) => {
      const words = written.map(stem);
      return { name, words, all: [...words, ...about.map(stem)], trigrams: trigramsOf(written) };
    });
    for (const { all, trigrams } of parsed) {
      this.#words.add(all);
      this.#trigrams.add(trigrams);
    }
    for (const { name, words, all, trigrams } of parsed)
      this.#documents.set(name, {
        words: this.#words.vector(all),
        nameWords: this.#words.vector(words),
        trigrams: this.#trigrams.vector(trigrams),
      });
  }

  names(): IterableIterator<string> {
    return this.#documents.keys();
  }

  /** How alike a text and the document of a name are, 0..1; 1 for the name itself, 0 for a name that is not in the set. */
  similarity(text: string, name: string): number {
    const document = this.#documents.get(name);
    if (document === undefined) return 0;
    if (text === name) return 1;
    const query = this.#query(text);
    const words = Math.max(
      cosine(query.words, document.words),
      cosine(query.words, document.nameWords),
      COVERED_SHARE * covered(query.words, document.words),
    );
    return WORD_SHARE * words + (1 - WORD_SHARE) * cosine(query.trigrams, document.trigrams);
  }

  #query(text: string): { words: Vector; trigrams: Vector } {
    let query = this.#queries.get(text);
    if (query === undefined) {
      const words = splitWords(text).flatMap((word) => splitCompound(word, this.#known));
      query = { words: this.#words.vector(words.map(stem)), trigrams: this.#trigrams.vector(trigramsOf(words)) };
      this.#queries.set(text, query);
    }
    return query;
  }
}
