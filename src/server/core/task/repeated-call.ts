import { fillLocals } from '../expression/fill-locals.ts';
import { resolveTemplate } from '../expression/references.ts';
import type { ExpressionScope, Locals } from '../expression/scope.ts';
import type { JsonValue } from '../json.ts';
import type { LoopDefinition, MapDefinition } from '../workflow/growing-task.ts';
import type { AttemptError } from './attempt-outcome.ts';
import { failureCause } from './failure-cause.ts';
import type { TaskStatus } from './state.ts';

// A map or a loop repeats the call that its task describes, each time as a task of its own (docs/adr/0016-growing-graphs.md):
//
//   map   ready --list resolved--> pending, one call per item --all over--> ready --judged--> completed | failed
//   loop  ready --> pending, one call --over--> ready --until holds--> completed
//                                                     --it does not--> pending, one more call | failed (loop_exhausted)

/** Characters of all inputs of the calls of one map: an item that is named often multiplies. */
export const MAX_CALLS_LENGTH = 50_000_000;
/** Failed items that an error tells one by one. */
const TOLD_FAILURES = 100;

/** What becomes of the task after its list was read. */
export type MapCalls = { inputs: JsonValue[] } | { error: AttemptError };

/** One call that is over, in the order of the items. */
export interface EndedCall {
  status: TaskStatus;
  /** Null unless it failed. */
  error: AttemptError | null;
}

export type RepeatEnd = { kind: 'completed'; error: AttemptError | null } | { kind: 'failed'; error: AttemptError };

const refused = (code: AttemptError['code'], message: string, detail?: AttemptError['detail']): AttemptError => ({
  code,
  message: message.slice(0, 2_000),
  retryable: false,
  ...(detail === undefined ? {} : { detail }),
});

/**
 * The inputs of the calls of a map, one per item.
 * @param template the input of the task, as written
 */
export function planMapCalls(map: MapDefinition, template: JsonValue, scope: ExpressionScope): MapCalls {
  const list = resolveTemplate(map.over as JsonValue, scope);
  if ('fault' in list) return { error: refused('input_unresolved', `over: ${list.fault.message}`) };
  if (!Array.isArray(list.value)) return { error: refused('input_unresolved', `over: this is no list but ${kindOfValue(list.value)}`) };
  const items = list.value;
  if (items.length > map.max_items) {
    return { error: refused('too_many_items', `the list has ${items.length} items, at most ${map.max_items} are allowed`) };
  }
  const inputs: JsonValue[] = [];
  let length = 0;
  for (const [index, item] of items.entries()) {
    const call = planCall(template, { ...scope, locals: { item, index } });
    if ('error' in call) return call;
    length += JSON.stringify(call.input).length;
    if (length > MAX_CALLS_LENGTH) {
      return { error: refused('too_many_items', `the inputs of the items have more than ${MAX_CALLS_LENGTH} characters together`) };
    }
    inputs.push(call.input);
  }
  return { inputs };
}

/**
 * For each call of a map that goes on where an earlier one was, the call whose result it takes over: a completed one with the very same
 * input, each once. Undefined where there is none: it is done.
 */
export function matchCompletedCalls(
  inputTexts: readonly string[],
  completed: readonly { id: string; inputText: string }[],
): (string | undefined)[] {
  const byInput = new Map<string, string[]>();
  for (const { id, inputText } of completed) {
    const ids = byInput.get(inputText);
    if (ids === undefined) byInput.set(inputText, [id]);
    else ids.push(id);
  }
  const taken = new Map<string, number>();
  return inputTexts.map((text) => {
    const at = taken.get(text) ?? 0;
    taken.set(text, at + 1);
    return byInput.get(text)?.[at];
  });
}

/** The input of one call: the template with what only this call knows filled in. */
export function planCall(template: JsonValue, scope: ExpressionScope & { locals: Locals }): { input: JsonValue } | { error: AttemptError } {
  const filled = fillLocals(template, scope);
  if ('value' in filled) return { input: filled.value };
  return { error: refused('input_unresolved', `${filled.fault.path || 'input'}: ${filled.fault.message}`) };
}

/** How a map ends whose calls are all over. A failed item within the tolerance leaves a null in the output and its cause in the error. */
export function judgeMap(map: Pick<MapDefinition, 'failure_tolerance'>, calls: readonly EndedCall[]): RepeatEnd {
  const failures = calls.flatMap(({ status, error }, index) => (status === 'completed' ? [] : [{ index, ...causeOf(status, error) }]));
  if (failures.length === 0) return { kind: 'completed', error: null };
  const [first] = failures;
  const message = `${failures.length} of ${calls.length} items failed; the first is item ${first?.index}: ${first?.message}`;
  const error = refused('items_failed', message, {
    failed: failures.length,
    items: calls.length,
    failures: failures.slice(0, TOLD_FAILURES),
  });
  return { kind: failures.length / calls.length > map.failure_tolerance ? 'failed' : 'completed', error };
}

/** What follows an iteration that is over and whose condition was evaluated; `again` makes one more call. */
export type LoopStep = { kind: 'again' } | RepeatEnd;

/**
 * @param last how the newest call ended
 * @param until the value of the condition; an error where it has none; null when the call gave nothing to look at
 */
export function judgeLoop(
  loop: Pick<LoopDefinition, 'max_iterations'>,
  iteration: number,
  { last, until }: { last: EndedCall; until: { value: boolean } | { fault: string } | null },
): LoopStep {
  if (last.status !== 'completed' || until === null) {
    const { code, message } = causeOf(last.status, last.error);
    return { kind: 'failed', error: refused('iteration_failed', `iteration ${iteration} failed: ${message}`, { iteration, cause: code }) };
  }
  if ('fault' in until) return { kind: 'failed', error: refused('condition_error', `until after iteration ${iteration}: ${until.fault}`) };
  if (until.value) return { kind: 'completed', error: null };
  if (iteration < loop.max_iterations) return { kind: 'again' };
  const message = `the condition did not hold after ${iteration} ${iteration === 1 ? 'iteration' : 'iterations'}`;
  return { kind: 'failed', error: refused('loop_exhausted', message, { iterations: iteration }) };
}

function causeOf(status: TaskStatus, error: AttemptError | null): { code: string; message: string } {
  if (error === null) return { code: status, message: `it was ${status}` };
  return { code: error.code, message: failureCause(error) };
}

function kindOfValue(value: JsonValue): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
