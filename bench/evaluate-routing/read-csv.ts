/** What is wrong with the input: file, line (when it is one line's fault) and cause, in one sentence for the person who started it. */
export class InputError extends Error {
  constructor(where: { file: string; line?: number }, cause: string) {
    super(`${where.file}${where.line === undefined ? '' : `:${where.line}`}: ${cause}`);
    this.name = 'InputError';
  }
}

export interface CsvRow {
  /** Where the row begins; the header is line 1. */
  line: number;
  /** By column name; a column that the file does not have gives undefined. */
  values: ReadonlyMap<string, string>;
}

interface Record {
  line: number;
  fields: string[];
}

/**
 * Reads RFC 4180 text with a header. Columns come in any order, others than the known ones are ignored; a name may carry the note of its
 * format (`capabilities(;)`, `cost_usd?`). Values are trimmed.
 * @throws InputError for a missing or repeated column, an unclosed or misplaced quote, a row that is too long or too short
 */
export function readCsv(file: string, text: string, columns: readonly string[]): CsvRow[] {
  const [header, ...records] = readRecords(file, text.startsWith('\u{feff}') ? text.slice(1) : text);
  if (header === undefined) throw new InputError({ file }, 'is empty; a header is needed');
  const names = header.fields.map((name) => name.replace(/(\(.*\)|\?)$/, '').trim());
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) !== at) throw new InputError({ file, line: 1 }, `column "${name}" is there twice`);
  }
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new InputError({ file, line: 1 }, `missing column ${missing.join(', ')}`);
  return records.map(({ line, fields }) => {
    if (fields.length !== names.length)
      throw new InputError({ file, line }, `${fields.length} fields where the header has ${names.length}`);
    return { line, values: new Map(names.map((name, at) => [name, fields[at] as string])) };
  });
}

/** Splits text into records; empty lines are no records. */
function readRecords(file: string, text: string): Record[] {
  const records: Record[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const record: Record = { line, fields: [] };
    for (;;) {
      const field = readField({ file, line }, text, at);
      record.fields.push(field.value);
      line += field.newlines;
      at = field.end;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    at += 1;
    line += 1;
    if (record.fields.length > 1 || record.fields[0] !== '') records.push(record);
  }
  return records;
}

function readField(where: { file: string; line: number }, text: string, start: number): { value: string; end: number; newlines: number } {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !(text[end] === '\r' && text[end + 1] === '\n')) end += 1;
    const value = text.slice(start, end);
    if (value.includes('"')) throw new InputError(where, 'a quote inside an unquoted field');
    return { value: value.trim(), end, newlines: 0 };
  }
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) throw new InputError(where, 'a quote is never closed');
  const rest = text[close + 1];
  if (rest !== undefined && !/[,\r\n]/.test(rest)) throw new InputError(where, 'text behind a closing quote');
  const raw = text.slice(start + 1, close);
  return { value: raw.replaceAll('""', '"').trim(), end: close + 1, newlines: raw.split('\n').length - 1 };
}
