// What the evaluator of conditions has against one, in our words and with the place. It tells its errors by codes; its own sentences name
// its tokens and types ("Expected RPAREN, got EOF", "no such overload: dyn<string> > int").

/** An error of the evaluator, as far as it is known. */
interface Said {
  code: string;
  summary: string;
  source: string;
  /** Characters of the source that it is about. */
  from: number;
  to: number;
}

const LONGEST_PIECE = 60;
const LONGEST = 500;

const KINDS: Readonly<Partial<Record<string, string>>> = {
  int: 'a number',
  uint: 'a number',
  double: 'a number',
  string: 'text',
  bool: 'true or false',
  list: 'a list',
  map: 'an object',
  null: 'nothing',
  bytes: 'bytes',
  dyn: 'a value',
};

/** What kind of thing a result is, for people. */
export function kindOfValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return { number: 'a number', bigint: 'a number', string: 'text', boolean: 'true or false' }[typeof value as string] ?? 'an object';
}

/** `dyn<string>`, `list<int>` and their like, for people. */
export function kindOf(type: string): string {
  const inner = /^dyn<(.+)>$/.exec(type)?.[1] ?? type;
  return KINDS[inner.split('<', 1)[0] ?? ''] ?? inner;
}

const quoted = (text: string) => `\`${text.length > LONGEST_PIECE ? `${text.slice(0, LONGEST_PIECE)}…` : text}\``;
const pieceOf = ({ source, from, to }: Said) => quoted(source.slice(from, to).trim());
const inPiece = (said: Said) => (said.source.slice(said.from, said.to).trim() === '' ? '' : `, in ${pieceOf(said)}`);

function placeOf({ source, from }: Said): string {
  const lines = source.slice(0, from).split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return source.includes('\n') ? `line ${lines.length}, character ${column}` : `character ${column}`;
}

/** What people write who know another language. */
const MEANT: Readonly<Partial<Record<string, string>>> = { '=': '==', '&': '&&', '|': '||', and: '&&', or: '||', not: '!', '<>': '!=' };
const CLOSES: Readonly<Partial<Record<string, string>>> = { RPAREN: ')', RBRACKET: ']', RBRACE: '}', COLON: ':' };

function misplaced(said: Said): string {
  const { source, from, to, summary } = said;
  if (source.trim() === '') return 'the condition is empty';
  if (from >= source.trimEnd().length) {
    const wanted = CLOSES[/Expected (\w+)/.exec(summary)?.[1] ?? ''];
    if (wanted !== undefined) return `it ends too soon: a ${wanted} is missing`;
    return `it ends too soon: something is missing after ${quoted(source.trimEnd().slice(-LONGEST_PIECE))}`;
  }
  const word = source.slice(from, to);
  // Of "===" the evaluator refuses the third sign.
  if (word === '=' && source[from - 1] === '=') return `=== is not known: write == (${placeOf(said)})`;
  const meant = MEANT[word];
  if (meant !== undefined) return `${quoted(word)} is not known here: write ${meant} (${placeOf(said)})`;
  return `${quoted(word)} does not belong here (${placeOf(said)})`;
}

function unfit(said: Said): string {
  const [, left = '', operator = '', right = ''] = /^no such overload: (?:(\S+) )?(\S+?)(?: (\S+))?$/.exec(said.summary) ?? [];
  const unary = /^([!-])(.+)$/.exec(operator);
  if (unary) return `${unary[1]} needs ${unary[1] === '!' ? 'true or false' : 'a number'}, not ${kindOf(unary[2] ?? '')}${inPiece(said)}`;
  return `${operator} does not go with ${kindOf(left)} and ${kindOf(right)}${inPiece(said)}`;
}

function unfitCall(said: Said): string {
  const [, receiver, name = '', given = ''] = /'(?:(.+)\.)?(\w+)\((.*)\)'/.exec(said.summary) ?? [];
  const kinds = given === '' ? 'nothing' : given.split(', ').map(kindOf).join(' and ');
  const on = receiver === undefined ? '' : ` of ${kindOf(receiver)}`;
  return `${name}()${on} cannot be called with ${kinds}${inPiece(said)}`;
}

/** The key alone is named; the path to it stands before it. */
function missing(said: Said): string {
  const before = /[\w.[\]"']*\.$/.exec(said.source.slice(0, said.from))?.[0] ?? '';
  return `there is no ${quoted(before + said.source.slice(said.from, said.to))}`;
}

const gotKind = ({ summary }: Said) => kindOf(/got '([^']+)'/.exec(summary)?.[1] ?? 'dyn');

const LIMITS: Readonly<Partial<Record<string, string>>> = {
  maxAstNodes: 'parts',
  maxDepth: 'levels',
  maxListElements: 'entries in a list',
  maxMapEntries: 'entries in an object',
  maxCallArguments: 'arguments of a call',
};

function overLimit({ summary }: Said): string {
  const [, key = '', most = ''] = /Exceeded (\w+) \((\d+)\)/.exec(summary) ?? [];
  return `it has more than ${most} ${LIMITS[key] ?? 'parts'}`;
}

const WORDS: Readonly<Partial<Record<string, (said: Said) => string>>> = {
  unexpected_token: misplaced,
  expected_token: misplaced,
  unexpected_character: misplaced,
  unterminated_string: (said) => `a text has no closing quote (it begins at ${placeOf(said)})`,
  unterminated_triple_quoted_string: (said) => `a text has no closing quotes (it begins at ${placeOf(said)})`,
  newline_in_string: (said) => `a text in quotes stays in its line (${placeOf(said)})`,
  invalid_escape_sequence: (said) => `${pieceOf(said)} means nothing in a text: write \\\\ for a backslash`,
  invalid_number: (said) => `${pieceOf(said)} is no number`,
  invalid_exponent: (said) => `${pieceOf(said)} is no number`,
  reserved_identifier: (said) => `${pieceOf(said)} is a reserved word and cannot be a name (${placeOf(said)})`,
  limit_exceeded: overLimit,
  unknown_variable: (said) => `${pieceOf(said)} is not known: a condition reads input, context and tasks`,
  no_such_overload: unfit,
  no_matching_overload: unfitCall,
  incompatible_ternary_branches: (said) => `both outcomes of ? : must be of one kind${inPiece(said)}`,
  invalid_logical_operand: (said) => `&& and || need true or false on both sides, not ${gotKind(said)}${inPiece(said)}`,
  invalid_condition_type: (said) => `what decides must be true or false, not ${gotKind(said)}${inPiece(said)}`,
  invalid_macro_argument: (said) =>
    said.summary.startsWith('has(')
      ? `has() asks for a field, such as has(input.name)${inPiece(said)}`
      : `a loop begins with a name of its own, such as all(x, x > 0)${inPiece(said)}`,
  no_such_key: missing,
  index_out_of_bounds: (said) => `there is no such entry, the list is shorter${inPiece(said)}`,
  index_out_of_range: (said) => `that is beyond the end${inPiece(said)}`,
  invalid_index_type: (said) => `entries of a list have numbers, not ${gotKind(said)}${inPiece(said)}`,
  cannot_index_type: (said) => `${kindOf(/type '([^']+)'/.exec(said.summary)?.[1] ?? 'dyn')} has no fields or entries${inPiece(said)}`,
  int_conversion_error: (said) => `that cannot be read as a whole number${inPiece(said)}`,
  uint_conversion_error: (said) => `that cannot be read as a whole number from 0 on${inPiece(said)}`,
  double_conversion_error: (said) => `that cannot be read as a number${inPiece(said)}`,
  bool_conversion_error: (said) => `that cannot be read as true or false${inPiece(said)}`,
  numeric_overflow: (said) => `a number is too large${inPiece(said)}`,
  division_by_zero: (said) => `that divides by zero${inPiece(said)}`,
  modulo_by_zero: (said) => `that divides by zero${inPiece(said)}`,
  invalid_timestamp: (said) => `timestamp() needs a time such as "2026-11-23T12:00:00Z"${inPiece(said)}`,
  invalid_duration: (said) => `duration() needs a span such as "90s" or "1h30m"${inPiece(said)}`,
  invalid_comparison_type: (said) => `these cannot be compared${inPiece(said)}`,
};

function readError(error: Error, source: string): Said | null {
  const { code, summary, range } = error as Partial<{ code: unknown; summary: unknown; range: { start: number; end: number } }>;
  if (typeof code !== 'string' || typeof summary !== 'string') return null;
  return { code, summary, source, from: range?.start ?? 0, to: range?.end ?? 0 };
}

/** What is wrong with a condition, in one line. @param source the condition */
export function conditionWords(error: unknown, source: string): string {
  if (!(error instanceof Error)) return String(error).slice(0, LONGEST);
  const said = readError(error, source);
  const words = said && WORDS[said.code]?.(said);
  // The evaluator draws the place of an error below its first line; the message travels in JSON, where that is noise.
  return (words ?? error.message).split('\n', 1)[0]?.slice(0, LONGEST) ?? '';
}
