// Why a text is no YAML or no JSON, in our words. The reader of YAML tells its errors by codes; that of JSON is the engine's own, whose
// sentences differ from browser to browser: of them only the place is taken.

const YAML_WORDS: Readonly<Partial<Record<string, string>>> = {
  ALIAS_PROPS: 'an alias (*name) takes no anchor and no tag',
  BAD_ALIAS: 'an alias (*name) needs a name',
  BAD_COLLECTION_TYPE: 'the tag does not fit what follows it',
  BAD_DIRECTIVE: 'lines that begin with % are not known here',
  BAD_DQ_ESCAPE: 'what follows the \\ means nothing in a text in double quotes: write \\\\ for a backslash',
  BAD_INDENT: 'this is indented further or less than what it belongs to, or a bracket before it is not closed',
  BAD_PROP_ORDER: 'an anchor or tag stands before what it is about',
  BAD_SCALAR_START: 'a text that begins with this sign stands in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a list or an object does not begin in the line of another key: put it below, indented',
  BLOCK_IN_FLOW: 'inside of [ ] or { } lists are written with commas',
  DUPLICATE_KEY: 'this key is there twice',
  KEY_OVER_1024_CHARS: 'a key has at most 1,024 characters',
  MISSING_CHAR: 'a sign is missing here: a closing quote or bracket, a colon, or a comma',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon stand in one line: is a colon missing?',
  MULTIPLE_ANCHORS: 'one thing has one anchor',
  MULTIPLE_DOCS: 'the text holds more than one document: remove the line ---',
  MULTIPLE_TAGS: 'one thing has one tag',
  NON_STRING_KEY: 'a key is text',
  TAB_AS_INDENT: 'lines are indented by spaces, not by tabs',
  TAG_RESOLVE_FAILED: 'this tag (!name) is not known here',
  UNEXPECTED_TOKEN: 'this does not belong here',
};

/** @param error one of the reader of YAML */
export function yamlWords({ code, message }: { code: string; message: string }): string {
  return YAML_WORDS[code] ?? message.split('\n', 1)[0] ?? message;
}

/** The aliases of a text could not be followed: the only thing that goes wrong with a text that was read. */
export const ALIAS_WORDS = 'its aliases (*name) lead nowhere, or unfold into too much';

/** @param message the engine's own @param text what it read */
export function jsonWords(message: string, text: string): { line: number | null; words: string } {
  const position = /position (\d+)/.exec(message)?.[1];
  const line = /line (\d+)/.exec(message)?.[1];
  if (text.trim() === '') return { line: 1, words: 'the text is empty' };
  if (/end of (JSON|data)|unterminated/i.test(message) && position === undefined)
    return { line: text.split('\n').length, words: 'the text ends too soon: a closing bracket or quote is missing' };
  if (position === undefined) return { line: line === undefined ? null : Number(line), words: 'this is no JSON' };
  const before = text.slice(0, Number(position)).split('\n');
  const found = text[Number(position)];
  if (found === undefined) return { line: before.length, words: 'the text ends too soon: a closing bracket or quote is missing' };
  return {
    line: before.length,
    words: `this is no JSON from character ${(before.at(-1)?.length ?? 0) + 1} of the line on: ${found} does not belong there`,
  };
}
