import { LOCAL_ROOTS, TASK_FIELDS } from '@/server/core/expression/reference-path.ts';
import type { JsonObject } from '@/server/core/json.ts';
import { type Draft, findTask, isObject, taskAt, taskIdOf } from './draft.ts';
import { kindOf } from './draft-graph.ts';
import { describeSchema, keysAt, schemasAt, valuesAt } from './schema-at.ts';
import { dependenciesOf, dependencyIdOf, refuseEdge } from './task-edges.ts';
import { ITEM, type YamlPlace, yamlPlace } from './yaml-place.ts';

// What may be written next in the text of a draft, and what a word in it means: from the published schema, from the draft itself, and
// from what the fleet can do.

export interface Vocabulary {
  /** The published JSON Schema. */
  schema: JsonObject;
  /** Capabilities that some agent has. */
  capabilities: readonly string[];
}

export interface Offer {
  text: string;
  /** A few words beside it. */
  detail: string;
}

export interface Completion {
  /** Where what is replaced begins. */
  from: number;
  offers: Offer[];
}

/** Keys whose value, or whose items, name tasks. */
const NAME_TASKS = new Set(['dependencies', 'then', 'otherwise']);
/** Keys whose value is a condition in CEL. */
const CONDITIONS = new Set(['condition', 'when', 'until']);
const OPEN_REFERENCE = /\$\{([^}]*)$/;
/** The last name of an expression, dots included. */
const LAST_NAME = /[\w.-]*$/;

const unique = (words: Iterable<string>) => [...new Set(words)].toSorted();

const wordsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []);

function taskOffers(draft: Draft, own: string | null): Offer[] {
  return draft.tasks.flatMap((task): Offer[] => {
    const id = taskIdOf(task);
    if (id === null || id === own) return [];
    const value = isObject(task.value) ? task.value : {};
    return [{ text: id, detail: typeof value.name === 'string' ? value.name : typeof value.task_type === 'string' ? value.task_type : '' }];
  });
}

/** Names that an expression may begin with, or go on with behind `tasks.`. */
function nameOffers(draft: Draft, written: string, own: JsonObject | null): { at: number; offers: Offer[] } {
  const found = LAST_NAME.exec(written);
  const name = found?.[0] ?? '';
  const start = written.length - name.length;
  const id = own && typeof own.task_id === 'string' ? own.task_id : null;
  const task = draft.tasks.map(taskIdOf).find((each) => each !== null && name.startsWith(`tasks.${each}.`));
  if (task != null)
    return { at: start + `tasks.${task}.`.length, offers: TASK_FIELDS.map((field) => ({ text: field, detail: `of ${task}` })) };
  if (name.startsWith('tasks.')) return { at: start + 'tasks.'.length, offers: taskOffers(draft, id) };
  const kind = own ? kindOf(own) : 'agent';
  const locals = kind === 'map' ? LOCAL_ROOTS.slice(0, 2) : kind === 'loop' ? LOCAL_ROOTS.slice(2) : [];
  const roots = [
    { text: 'input', detail: 'of the run' },
    { text: 'context', detail: 'of the run' },
    { text: 'tasks', detail: 'what another task gave' },
    ...locals.map((text) => ({ text, detail: `of this ${kind}` })),
  ];
  return { at: start, offers: roots };
}

function valueOffers(draft: Draft, { path }: YamlPlace, known: Vocabulary & { own: JsonObject | null }): Offer[] {
  const key = path.findLast((step) => step !== ITEM) ?? '';
  const own = known.own && typeof known.own.task_id === 'string' ? known.own.task_id : null;
  const inList = path.at(-1) === ITEM;
  if ((NAME_TASKS.has(key) && inList) || (key === 'task_id' && path.at(-2) === ITEM && path.at(-3) === 'dependencies')) {
    const taken = new Set(own === null ? [] : dependenciesOf(findTask(draft, own) ?? { value: null }).map(dependencyIdOf));
    const fits = ({ text }: Offer) =>
      key === 'then' || key === 'otherwise' || (!taken.has(text) && refuseEdge(draft, text, own ?? '') === null);
    return taskOffers(draft, own).filter(fits);
  }
  const values = draft.tasks.map(({ value }) => (isObject(value) ? value : {}));
  if (key === 'task_type') {
    const used = values.flatMap(({ task_type: type }) => (typeof type === 'string' ? [type] : []));
    return unique(used).map((text) => ({ text, detail: 'type' }));
  }
  if (key === 'required_capabilities' && inList) {
    const has = new Set(known.capabilities);
    const used = values.flatMap((task) => wordsOf(task.required_capabilities));
    return unique([...has, ...used]).map((text) => ({ text, detail: has.has(text) ? 'an agent has it' : 'nobody has it' }));
  }
  return valuesAt(known.schema, path).map((text) => ({ text, detail: '' }));
}

/** Goes on from what is written; what is written already is no offer. */
const goesOn = ({ text }: Offer, prefix: string) => text !== prefix && text.toLowerCase().startsWith(prefix.toLowerCase());

/** What may stand at a place of the text; null where nothing is known. */
export function completeText(draft: Draft, offset: number, known: Vocabulary): Completion | null {
  const place = yamlPlace(draft.text, offset);
  if (!place) return null;
  const task = draft.head === null ? undefined : taskAt(draft, offset);
  const own = task && isObject(task.value) ? task.value : null;
  const key = place.path.findLast((step) => step !== ITEM) ?? '';
  const reference = OPEN_REFERENCE.exec(place.prefix);
  const expression = reference
    ? (reference[1] ?? '')
    : !place.isKey && CONDITIONS.has(key) && schemaIsText(known, place.path)
      ? place.prefix
      : null;
  if (expression !== null) {
    const { at, offers } = nameOffers(draft, expression, own);
    return { from: offset - expression.length + at, offers: offers.filter((offer) => goesOn(offer, expression.slice(at))) };
  }
  const offers = place.isKey
    ? keysAt(known.schema, place.path)
        .filter((each) => !place.siblings.has(each.key))
        .map((each) => ({ text: `${each.key}: `, detail: each.required ? 'needed' : describeSchema(each.schema) }))
    : valueOffers(draft, place, { ...known, own });
  // An item of a list of words looks like a key until its colon is written.
  const items = place.isKey && place.path.at(-1) === ITEM ? valueOffers(draft, place, { ...known, own }) : [];
  const fitting = [...items, ...offers].filter((offer) => goesOn(offer, place.prefix));
  return fitting.length === 0 ? null : { from: place.from, offers: fitting };
}

/** A condition of an edge is one of a few words, that of a task is an expression. */
const schemaIsText = ({ schema }: Vocabulary, path: readonly string[]) =>
  schemasAt(schema, path).some((each) => each.type === 'string' && !each.enum);

const WORD = /[\w.-]/;

/** What the word at a place means, in lines; null where nothing is known of it. */
export function explainText(
  draft: Draft,
  offset: number,
  { schema }: Pick<Vocabulary, 'schema'>,
): { from: number; to: number; lines: string[] } | null {
  const { text } = draft;
  let [from, to] = [offset, offset];
  while (from > 0 && WORD.test(text[from - 1] ?? '')) from -= 1;
  while (to < text.length && WORD.test(text[to] ?? '')) to += 1;
  const word = text.slice(from, to);
  if (word === '') return null;
  const task = findTask(draft, word);
  if (task && isObject(task.value)) {
    const { name, description } = task.value;
    const waits = dependenciesOf(task).flatMap((each) => dependencyIdOf(each) ?? []);
    const lines = [
      typeof name === 'string' ? name : word,
      ...(typeof description === 'string' ? [description] : []),
      waits.length === 0 ? 'Waits for nothing' : `Waits for ${waits.join(', ')}`,
    ];
    return { from, to, lines };
  }
  const place = yamlPlace(text, to);
  if (!place?.isKey || place.prefix !== word || !/^\s*:/.test(text.slice(to))) return null;
  const [found] = keysAt(schema, place.path).filter(({ key }) => key === word);
  if (!found) return null;
  return {
    from,
    to,
    lines: [word, [found.required ? 'needed' : '', describeSchema(found.schema)].filter((part) => part !== '').join(', ')],
  };
}
