// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
// One reference between "${" and "}":
//   input | input.path | context.path | tasks.ID.output.path | tasks["ID"].status
//   item.path | index (the input of a map), previous.path | iteration (the input of a loop)
//   path: .name | [0] | ["any name"]
// A task id may hold dots, so an id written with dots ends before the first .output, .status or .error; any other id needs brackets.

export const TASK_FIELDS = ['output', 'status', 'error'] as const;
export type TaskField = (typeof TASK_FIELDS)[number];
export type PathStep = string | number;

/** Names that only the repeated call of a map or a loop knows. */
export const LOCAL_ROOTS = ['item', 'index', 'previous', 'iteration'] as const;
export type LocalRoot = (typeof LOCAL_ROOTS)[number];

export type Reference =
  | { root: 'input' | 'context'; path: PathStep[]; source: string }
  | { root: LocalRoot; path: PathStep[]; source: string }
  | { root: 'tasks'; task: string; field: TaskField; path: PathStep[]; source: string };

export type ReferenceParse = { ok: true; reference: Reference; end: number } | { ok: false; message: string };

const ROOT = /\s*([A-Za-z_][A-Za-z0-9_]*)/y;
const DOTTED_TASK = /\.([a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}?)(?=\.(?:output|status|error)(?![a-zA-Z0-9_-]))/y;
const NAME = /\.([^\s.[\]{}"'$]+)/y;
const INDEX = /\[(\d{1,9})\]/y;
const QUOTED = /\[("(?:[^"\\]|\\.){0,400}")\]/y;
const CLOSE = /\s*\}/y;

/** Parses the reference that starts at `start` (just behind "${"); `end` is just behind its "}". */
export function parseReferenceAt(text: string, start: number): ReferenceParse {
  const cursor = new Cursor(text, start);
  const root = cursor.take(ROOT);
  if (root === null) return fail('"${" must be followed by input, context or tasks; write "$${" for a literal "${"');
  if (root !== 'input' && root !== 'context' && root !== 'tasks' && !isLocal(root))
    return fail(`unknown name "${root}": only input, context and tasks can be referenced; write "$\${" for a literal "\${"`);

  const task = root === 'tasks' ? (cursor.take(DOTTED_TASK) ?? cursor.takeQuoted()) : null;
  if (root === 'tasks' && task === null) return fail('a task is referenced as tasks.ID.output, tasks.ID.status or tasks.ID.error');
  const field = task === null ? null : cursor.take(NAME);
  if (task !== null && !isTaskField(field)) return fail(`tasks.${task} must be followed by .output, .status or .error`);

  const path: PathStep[] = [];
  for (let step = cursor.takeStep(); step !== null; step = cursor.takeStep()) path.push(step);
  const bodyEnd = cursor.at;
  if (cursor.take(CLOSE) === null) return fail(`"\${${text.slice(start, start + 60)}" is not a reference, or its "}" is missing`);

  const source = text.slice(start, bodyEnd).trim();
  const reference: Reference =
    root === 'tasks' ? { root, task: task as string, field: field as TaskField, path, source } : { root, path, source };
  return { ok: true, reference, end: cursor.at };
}

function fail(message: string): ReferenceParse {
  return { ok: false, message };
}

function isLocal(name: string): name is LocalRoot {
  return (LOCAL_ROOTS as readonly string[]).includes(name);
}

/** Whether a reference names something that only a repeated call knows. */
export const isLocalReference = (reference: Reference): reference is Extract<Reference, { root: LocalRoot }> => isLocal(reference.root);

function isTaskField(name: string | null): name is TaskField {
  return name !== null && (TASK_FIELDS as readonly string[]).includes(name);
}

class Cursor {
  readonly text: string;
  at: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** Takes what the sticky pattern matches here: its first group, or the whole. Null when it does not match. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return null;
    this.at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  takeQuoted(): string | null {
    const before = this.at;
    const quoted = this.take(QUOTED);
    if (quoted === null) return null;
    try {
      return JSON.parse(quoted) as string;
    } catch {
      this.at = before;
      return null;
    }
  }

  takeStep(): PathStep | null {
    const index = this.take(INDEX);
    return index === null ? (this.take(NAME) ?? this.takeQuoted()) : Number(index);
  }
}
