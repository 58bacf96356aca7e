// How alike two texts are by what they say: TF-IDF cosine over words (stems, so that "reviews" meets "reviewing") and over character
// trigrams (so that typing and word building matter less), 0..1. Rare words count more than words that every text has.

/** How much of the likeness the words make; the rest comes from the trigrams. */
const WORD_SHARE = 0.6;
const ENDINGS = ['ations', 'ation', 'ings', 'ing', 'ions', 'ion', 'ers', 'ies', 'er', 'ed', 'es', 's', 'y', 'e'];
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

/** The stems of a text's words. */
export function wordsOf(text: string): string[] {
  return splitWords(text).map(stem);
}

function stem(word: string): string {
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
  name: string;
  /** Description, areas: compared by words only. */
  about: string;
}

/** Likeness of texts to a fixed set of documents, which are known by their names. */
export class TextIndex {
  readonly #words = new TermSpace();
  readonly #trigrams = new TermSpace();
  readonly #documents = new Map<string, { words: Vector; nameWords: Vector; trigrams: Vector }>();
  readonly #queries = new Map<string, { words: Vector; trigrams: Vector }>();

  constructor(documents: Iterable<Document>) {
    const parsed = [...documents].map(({ name, about }) => {
      const words = wordsOf(name);
      return { name, words, all: [...words, ...wordsOf(about)], trigrams: trigramsOf(splitWords(name)) };
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
    const words = Math.max(cosine(query.words, document.words), cosine(query.words, document.nameWords));
    return WORD_SHARE * words + (1 - WORD_SHARE) * cosine(query.trigrams, document.trigrams);
  }

  #query(text: string): { words: Vector; trigrams: Vector } {
    let query = this.#queries.get(text);
    if (query === undefined) {
      query = { words: this.#words.vector(wordsOf(text)), trigrams: this.#trigrams.vector(trigramsOf(splitWords(text))) };
      this.#queries.set(text, query);
    }
    return query;
  }
}
