import { parseDocument } from 'yaml';
import { type Fault, MalformedError } from '../core/errors.ts';
import { ALIAS_WORDS, yamlWords } from '../core/workflow/text-words.ts';

/** Few aliases, so that a short text cannot unfold into a huge value. */
const MAX_ALIASES = 100;
const MOST_FAULTS = 20;

function malformed(faults: Fault[]): MalformedError {
  return new MalformedError(`the text is not YAML: ${faults[0]?.message ?? 'it cannot be read'}`, faults);
}

/** What a definition says that somebody wrote as YAML or JSON. @throws MalformedError with the lines at fault */
export function readSource(source: string): unknown {
  const document = parseDocument(source, { merge: false, version: '1.2' });
  if (document.errors.length > 0) {
    const faults = document.errors.slice(0, MOST_FAULTS).map((error) => ({
      path: `line ${error.linePos?.[0].line ?? 1}`,
      message: yamlWords(error),
    }));
    throw malformed(faults);
  }
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw malformed([{ path: 'text', message: ALIAS_WORDS }]);
  }
}
