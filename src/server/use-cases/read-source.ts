import { type Document, isScalar, parseDocument, visit } from 'yaml';
import { type Fault, MalformedError } from '../core/errors.ts';
import { MAX_SOURCE } from '../core/workflow/draft-source.ts';
import { ALIAS_WORDS, yamlWords } from '../core/workflow/text-words.ts';
import { isNestedDeeper } from '../measure-nesting.ts';

/** Few aliases, so that a short text cannot unfold into a huge value. */
const MAX_ALIASES = 100;
const MOST_FAULTS = 20;
/** Three times what a definition may be, for levels are counted generously. */
const MOST_LEVELS = 200;

function malformed(faults: Fault[]): MalformedError {
  return new MalformedError(`the text is not YAML: ${faults[0]?.message ?? 'it cannot be read'}`, faults);
}

/** Values and characters that a text may unfold into: eight times what it may be long. */
const MOST_UNFOLDED = 8 * MAX_SOURCE;

/** What aliases repeat counts wherever it stands; counting ends at the limit. */
function isLarger(value: unknown, limit: number): boolean {
  const open = [value];
  for (let left = limit; open.length > 0; ) {
    const next = open.pop();
    left -= typeof next === 'string' ? next.length + 1 : 1;
    if (left < 0) return true;
    if (typeof next === 'object' && next !== null) for (const below of Object.values(next)) open.push(below);
  }
  return false;
}

const lineOf = (source: string, offset: number): string => `line ${source.slice(0, offset).split('\n').length}`;

/** Keys that stand twice in one map. The reader itself would compare each with each: minutes, in a map of some ten thousand. */
function findTwice(document: Document, source: string): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          faults.push({ path: lineOf(source, key.range?.[0] ?? 0), message: yamlWords({ code: 'DUPLICATE_KEY', message: '' }) });
        seen.add(key.value);
        if (faults.length >= MOST_FAULTS) return visit.BREAK;
      }
      return undefined;
    },
  });
  return faults;
}

/** What a definition says that somebody wrote as YAML or JSON. @throws MalformedError with the lines at fault */
export function readSource(source: string): unknown {
  if (isNestedDeeper(source, MOST_LEVELS)) throw malformed([{ path: 'text', message: 'it is nested too deep' }]);
  const document = parseDocument(source, { merge: false, version: '1.2', uniqueKeys: false });
  if (document.errors.length > 0) {
    const faults = document.errors.slice(0, MOST_FAULTS).map((error) => ({
      path: `line ${error.linePos?.[0].line ?? 1}`,
      message: yamlWords(error),
    }));
    throw malformed(faults);
  }
  const twice = findTwice(document, source);
  if (twice.length > 0) throw malformed(twice);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw malformed([{ path: 'text', message: ALIAS_WORDS }]);
  }
  if (isLarger(value, MOST_UNFOLDED)) throw malformed([{ path: 'text', message: ALIAS_WORDS }]);
  return value;
}
