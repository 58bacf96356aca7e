// A definition's text, cut where every piece can be read and written alone: each entry of the top level, and each task of the list. A
// change then touches the piece it is about; everything else keeps its bytes, comments and blank lines included, and is not read again.

export interface Chunk {
  kind: 'entry' | 'tasks' | 'task' | 'end';
  /** Of an entry; empty for a task. */
  key: string;
  /** Comments above that belong to it. */
  lead: string;
  body: string;
  /** Empty lines below. */
  trail: string;
}

const ENTRY = /^([A-Za-z_][\w-]*)\s*:(?=\s|$)/;
const TASKS = /^tasks\s*:\s*(?:#.*)?$/;
const NO_TASKS = /^tasks\s*:\s*(?:\[\s*\]|~|null)\s*(?:#.*)?$/;
const ITEM = /^( *)-(?=\s|$)/;
const COMMENT = /^( *)#/;
/** Several documents, directives, a byte order mark, foreign line ends: read as a whole. */
const WHOLE_ONLY = /\r|^\uFEFF|^(?:---|\.\.\.|%)/m;
/** A block text that keeps its empty last lines. */
const KEEPS_BLANKS = /[|>]\d?\+/;

const indentOf = (line: string) => line.length - line.trimStart().length;

/** One pass over the lines; `refused` when the text is of another shape. */
class Cutter {
  readonly chunks: Chunk[] = [];
  refused = false;
  /** Lines that belong to the chunk before or after, which the next line tells. */
  #pending: string[] = [];
  /** Column of the list's dashes; null outside of the list or before its first one. */
  #dash: number | null = null;
  #inTasks = false;

  take(line: string): void {
    const text = line.endsWith('\n') ? line.slice(0, -1) : line;
    const comment = COMMENT.exec(text);
    if (text === '' || (comment && (comment[1]?.length ?? 0) <= this.#deepestComment())) this.#pending.push(line);
    else if (indentOf(text) === 0 && !(this.#inTasks && text.startsWith('-'))) this.#takeEntry(text, line);
    else if (this.#inTasks) this.#takeInTasks(text, line);
    else this.#continue(line);
  }

  end(): void {
    this.#start({ kind: 'end', key: '', lead: '', body: '', trail: '' });
  }

  /** Up to this column a comment stands between pieces; deeper ones may be lines of a block text. */
  #deepestComment(): number {
    if (!this.#inTasks) return 0;
    return this.#dash ?? Number.POSITIVE_INFINITY;
  }

  #takeEntry(text: string, line: string): void {
    const key = ENTRY.exec(text)?.[1];
    if (key === undefined || this.chunks.some((chunk) => chunk.key === key)) {
      this.refused = true;
      return;
    }
    this.#inTasks = key === 'tasks' && TASKS.test(text);
    this.#dash = null;
    if (key === 'tasks' && !this.#inTasks && !NO_TASKS.test(text)) this.refused = true;
    this.#start({ kind: key === 'tasks' ? 'tasks' : 'entry', key, lead: '', body: line, trail: '' });
  }

  #takeInTasks(text: string, line: string): void {
    const column = ITEM.exec(text)?.[1]?.length;
    if (column !== undefined && (this.#dash === null || this.#dash === column)) {
      this.#dash = column;
      this.#start({ kind: 'task', key: '', lead: '', body: line, trail: '' });
    } else if (this.#dash === null || indentOf(text) <= this.#dash) this.refused = true;
    else this.#continue(line);
  }

  #continue(line: string): void {
    const last = this.chunks.at(-1);
    if (!last) this.refused = true;
    else last.body += this.#pending.join('') + line;
    this.#pending = [];
  }

  /** Empty lines go to what stands above, comments to what stands below. */
  #start(chunk: Chunk): void {
    const last = this.chunks.at(-1);
    let above = 0;
    if (last) while (this.#pending[above] === '\n') above += 1;
    const blanks = this.#pending.slice(0, above).join('');
    if (last && KEEPS_BLANKS.test(last.body)) last.body += blanks;
    else if (last) last.trail = blanks;
    chunk.lead = this.#pending.slice(above).join('');
    this.#pending = [];
    this.chunks.push(chunk);
  }
}

/** The pieces of a text, which together are the text; null when it can only be read as a whole (JSON, a list in one line, anchors across). */
export function cutText(text: string): Chunk[] | null {
  if (WHOLE_ONLY.test(text)) return null;
  const cutter = new Cutter();
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    cutter.take(line);
    if (cutter.refused) return null;
  }
  cutter.end();
  return cutter.chunks;
}

export const chunkText = ({ lead, body, trail }: Chunk): string => lead + body + trail;

/** Puts pieces together; one that ended the text without a line end gets one when something follows. */
export function joinChunks(chunks: readonly Chunk[]): string {
  const parts: string[] = [];
  for (const chunk of chunks) {
    const next = chunkText(chunk);
    if (next === '') continue;
    // Of the part before, not of the text so far: to look at its end would put all of it together, every time.
    if (parts.at(-1)?.endsWith('\n') === false) parts.push('\n');
    parts.push(next);
  }
  return parts.join('');
}
