import type { JsonValue } from '@/server/core/json.ts';
import { type Chunk, chunkText, joinChunks } from './cut-text.ts';
import { type Draft, taskIdOf } from './draft.ts';
import { dashColumn, shiftBody } from './edit-chunk.ts';
import { inPieces } from './edit-draft.ts';
import { stableText, terseHead, terseTask } from './terse-definition.ts';

// Two people changed the same draft. Piece by piece (an entry of the top level, a task): what one of them changed is taken from that one,
// what both changed differently is a conflict, which somebody decides.

export type Side = 'mine' | 'theirs';

export interface Conflict {
  /** Of the piece: "task judge", "description". */
  name: string;
  /** Null where that side removed it. */
  mine: string | null;
  theirs: string | null;
}

export interface Merged {
  text: string;
  conflicts: Conflict[];
  /** Names of pieces that only they changed. */
  taken: string[];
}

interface Piece {
  chunk: Chunk;
  /** Equal for two pieces that mean the same, however they are written. */
  meaning: string;
}

/** The pieces by name, in their order. A second task of one id keeps a name of its own. */
function piecesOf(draft: Draft): Map<string, Piece> {
  const whole = inPieces(draft);
  const pieces = new Map<string, Piece>();
  let index = 0;
  for (const chunk of whole.chunks) {
    if (chunk.kind === 'end' || chunk.kind === 'tasks') continue;
    const task = chunk.kind === 'task' ? whole.tasks[index++] : undefined;
    const id = task ? (taskIdOf(task) ?? `in place ${index}`) : '';
    const wish = task ? `task ${id}` : chunk.key;
    const name = pieces.has(wish) ? `${wish} in place ${index}` : wish;
    const value: JsonValue = task ? terseTask(task.value) : terseHead({ [chunk.key]: whole.head?.[chunk.key] ?? null });
    pieces.set(name, { chunk, meaning: stableText(value) });
  }
  return pieces;
}

/** The names of both sides in one order: theirs, and mine where they stand behind in my list. */
function orderOf(mine: Map<string, Piece>, theirs: Map<string, Piece>): string[] {
  const order = [...theirs.keys()];
  let behind = -1;
  for (const name of mine.keys()) {
    const at = order.indexOf(name);
    if (at !== -1) behind = at;
    else order.splice(++behind, 0, name);
  }
  return order;
}

interface Sides {
  base: Draft;
  mine: Draft;
  theirs: Draft;
}

/**
 * Merges two drafts that came from one.
 * @param choices whose piece is taken where both changed it, by name; mine where nothing is said
 * @throws TypeError when one of the texts cannot be read
 */
export function mergeDrafts({ base, mine, theirs }: Sides, choices: ReadonlyMap<string, Side> = new Map()): Merged {
  const [before, my, their] = [piecesOf(base), piecesOf(mine), piecesOf(theirs)];
  const conflicts: Conflict[] = [];
  const taken: string[] = [];
  const kept: Chunk[] = [];
  for (const name of orderOf(my, their)) {
    const [b, m, t] = [before.get(name), my.get(name), their.get(name)];
    const iChanged = m?.meaning !== b?.meaning;
    const theyChanged = t?.meaning !== b?.meaning;
    let side: Side = theyChanged && !iChanged ? 'theirs' : 'mine';
    if (side === 'theirs') taken.push(name);
    if (iChanged && theyChanged && m?.meaning !== t?.meaning) {
      conflicts.push({ name, mine: m ? chunkText(m.chunk).trimEnd() : null, theirs: t ? chunkText(t.chunk).trimEnd() : null });
      side = choices.get(name) ?? 'mine';
    }
    const piece = side === 'mine' ? m : t;
    if (piece) kept.push(piece.chunk);
  }
  return { text: assemble(inPieces(mine).chunks, inPieces(theirs).chunks, kept), conflicts, taken };
}

/** Entries above the tasks, the tasks, what follows; the heading of the list and the end of the text are mine. */
function assemble(mine: readonly Chunk[], theirs: readonly Chunk[], kept: readonly Chunk[]): string {
  const heading = mine.find(({ kind }) => kind === 'tasks') ?? theirs.find(({ kind }) => kind === 'tasks');
  const order = heading === undefined || mine.includes(heading) ? mine : theirs;
  const keys = order.map(({ key }) => key);
  const listAt = keys.indexOf('tasks');
  const list = kept.filter(({ kind }) => kind === 'task');
  const column = list[0] ? dashColumn(list[0]) : 0;
  const tasks = list.map((chunk) => ({ ...chunk, body: shiftBody(chunk.body, dashColumn(chunk), column) }));
  const isBelow = ({ key }: Chunk) => keys.indexOf(key) > listAt;
  const entries = kept.filter(({ kind }) => kind === 'entry');
  const open = heading && {
    ...heading,
    body: heading.body.replace(/^tasks\s*:\s*(?:\[\s*\]|~|null)?/, tasks.length > 0 ? 'tasks:' : 'tasks: []'),
  };
  const end = mine.filter(({ kind }) => kind === 'end');
  return joinChunks([...entries.filter((each) => !isBelow(each)), ...(open ? [open] : []), ...tasks, ...entries.filter(isBelow), ...end]);
}
