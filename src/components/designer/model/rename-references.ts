// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonValue } from '@/server/core/json.ts';
import type { Path } from './edit-chunk.ts';

// Where a task's fields name other tasks: as an id, in a reference "${tasks.ID.output}", in a condition.

export interface Replacement {
  path: Path;
  value: string;
}

/** Words for people, and what the designer keeps: an id in there is no reference. */
const WORDS = new Set(['task_id', 'name', 'description', 'metadata', 'task_type']);

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const IDENTIFIER = /^[A-Za-z_]\w*$/;
/** An id that would end early when written with a dot. */
const NEEDS_QUOTES = /\.(?:output|status|error)(?:\.|$)/;

const isCondition = (path: Path) =>
  path.join('.') === 'condition' ||
  path.join('.') === 'contract.condition' ||
  path.join('.') === 'loop.until' ||
  (path[0] === 'branch' && path.at(-1) === 'when');

const isIdPlace = (path: Path) =>
  (path[0] === 'dependencies' && (path.length === 2 || path[2] === 'task_id')) ||
  (path[0] === 'branch' && (path[1] === 'otherwise' || path.at(-2) === 'then'));

function inTemplate(text: string, from: string, to: string): string {
  if (!text.includes('${')) return text;
  const id = escapeRegExp(from);
  const dotted = new RegExp(`(?<!\\$)(\\$\\{\\s*tasks)(?:\\.${id}(?=\\.(?:output|status|error)(?![\\w-]))|\\["${id}"\\])`, 'g');
  return text.replace(dotted, (_, open: string) => (NEEDS_QUOTES.test(to) ? `${open}["${to}"]` : `${open}.${to}`));
}

function inCondition(text: string, from: string, to: string): string {
  const id = escapeRegExp(from);
  const field = IDENTIFIER.test(from) ? `\\.\\s*${id}(?!\\w)|` : '';
  const pattern = new RegExp(
    `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|(?<![\\w.])(tasks)\\s*(?:${field}\\[\\s*(["'])${id}\\2\\s*\\])`,
    'g',
  );
  return text.replace(pattern, (match, root: string | undefined) => {
    if (root === undefined) return match;
    return IDENTIFIER.test(to) ? `tasks.${to}` : `tasks["${to}"]`;
  });
}

/** The strings of a task that change when another task is renamed. */
export function renameReferences(task: JsonValue, from: string, to: string): Replacement[] {
  const found: Replacement[] = [];
  const visit = (value: JsonValue, path: Path): void => {
    if (typeof value === 'string') {
      const next = isIdPlace(path)
        ? value === from
          ? to
          : value
        : isCondition(path)
          ? inCondition(value, from, to)
          : inTemplate(value, from, to);
      if (next !== value) found.push({ path, value: next });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, index]);
    } else if (value !== null) {
      for (const [key, item] of Object.entries(value)) if (path.length > 0 || !WORDS.has(key)) visit(item, [...path, key]);
    }
  };
  visit(task, []);
  return found;
}
