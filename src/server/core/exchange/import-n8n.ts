// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, listOf, literal, mapStrings, objectOf, plainText, textOf } from './foreign-json.ts';
import { ancestorsOf, Ids, type Imported, type Loss, slugFrom } from './imported.ts';

// A workflow of n8n: a node becomes a task whose input are its parameters. Nodes that start a workflow go (triggers stand beside a
// definition), a stop to wait, a choice and a call of another workflow become tasks of their own kinds.

interface Edge {
  from: string;
  to: string;
  /** Which of the outputs. */
  output: number;
}

interface Reading {
  nodes: Map<string, JsonObject>;
  edges: Edge[];
  ids: Ids;
  losses: Loss[];
}

const UNIT_SECONDS: Record<string, number> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const DAY = 365 * 86_400;
/** What a node says and a task does not. */
const LEFT = ['credentials', 'webhookId', 'executeOnce', 'alwaysOutputData', 'retryOnFail'] as const;

const lastWord = (type: string) => type.split('.').at(-1) ?? type;
const isTrigger = ({ type }: JsonObject) => /trigger$|^(?:start|webhook|cron|interval)$/i.test(lastWord(textOf(type)));
const isNote = ({ type }: JsonObject) => lastWord(textOf(type)) === 'stickyNote';
const isChoice = ({ type }: JsonObject) => ['if', 'switch'].includes(lastWord(textOf(type)));

function edgesOf(connections: JsonObject, losses: Loss[]): Edge[] {
  return Object.entries(connections).flatMap(([from, kinds]) =>
    Object.entries(objectOf(kinds)).flatMap(([kind, outputs]) => {
      const targets = listOf(outputs).flatMap((list, output) =>
        listOf(list).map((target) => ({ from, to: textOf(objectOf(target).node), output })),
      );
      if (kind === 'main') return targets;
      for (const { to } of targets)
        losses.push({ path: `connections.${from}.${kind}`, message: `"${from}" is a part of "${to}"; a task has no parts` });
      return [];
    }),
  );
}

/** Leaves out edges that would lead back: what repeats in n8n is a kind of task here. */
function withoutCircles(edges: readonly Edge[], losses: Loss[]): Edge[] {
  const kept: Edge[] = [];
  for (const edge of edges) {
    if (edge.from !== edge.to && !ancestorsOf(kept, edge.from).has(edge.to)) kept.push(edge);
    else losses.push({ path: `connections.${edge.from}`, message: `the way back to "${edge.to}" is left out: give the task a loop` });
  }
  return kept;
}

/** The reference for an expression that only picks a value; null for all others. */
function referenceFor(expression: string, node: string, { edges, ids, nodes }: Reading): string | null {
  const words = expression.trim();
  const named =
    /^(?:\$node\[["']([^"']+)["']\]\.json|\$\(["']([^"']+)["']\)\.(?:item|first\(\)|last\(\))\.json)((?:\.\w+|\[["'][\w-]+["']\])*)$/.exec(
      words,
    );
  const own = /^\$json((?:\.\w+|\[["'][\w-]+["']\])*)$/.exec(words);
  const before = [...new Set(edges.filter(({ to }) => to === node).map(({ from }) => from))];
  const from = named ? (named[1] ?? named[2] ?? '') : own && before.length === 1 ? (before[0] ?? '') : null;
  if (from === null || !nodes.has(from) || !ancestorsOf(edges, node).has(from)) return null;
  const path = ((named ? named[3] : own?.[1]) ?? '').replace(/\[["']([\w-]+)["']\]/g, '.$1');
  return `\${tasks.${ids.of(from)}.output${path}}`;
}

function translate(text: string, path: string, { node, reading }: { node: string; reading: Reading }): string {
  if (!text.startsWith('=')) return literal(text);
  let rest = 1;
  let result = '';
  for (const match of text.matchAll(/\{\{(.*?)\}\}/gs)) {
    const reference = referenceFor(match[1] ?? '', node, reading);
    if (reference === null) reading.losses.push({ path, message: `the expression ${match[0]} is not translated and stays as text` });
    result += literal(text.slice(rest, match.index)) + (reference ?? literal(match[0]));
    rest = match.index + match[0].length;
  }
  return result + literal(text.slice(rest));
}

/** What a choice of n8n looks at is written in its own language: the run says it instead, case by case. */
function branchOf(name: string, { edges, ids, losses }: Reading): JsonObject {
  const key = ids.of(name).replace(/\W/g, '_');
  const out = edges.filter(({ from }) => from === name);
  const targets = (output: number) => [...new Set(out.filter((edge) => edge.output === output).map(({ to }) => ids.of(to)))];
  const outputs = [...new Set(out.map(({ output }) => output))].toSorted((a, b) => a - b);
  const last = outputs.length > 1 ? outputs.at(-1) : undefined;
  losses.push({
    path: `nodes.${name}.parameters`,
    message: `its conditions are not translated: it takes the way that the input "${key}" of the run names (0, 1, ...)`,
  });
  const cases = outputs
    .filter((output) => output !== last)
    .map(
      (output): JsonObject =>
        Object.fromEntries([
          ['when', `has(input.${key}) && input.${key} == ${output}`],
          ['then', targets(output)],
        ]),
    );
  return {
    branch: {
      cases:
        cases.length > 0
          ? cases
          : [
              Object.fromEntries([
                ['when', 'true'],
                ['then', []],
              ]),
            ],
      ...(last !== undefined && { otherwise: targets(last) }),
    },
  };
}

function waitOf(parameters: JsonObject, id: string): JsonObject {
  const { amount, unit } = parameters;
  const seconds = typeof amount === 'number' ? amount * (UNIT_SECONDS[textOf(unit) || 'hours'] ?? 1) : null;
  if (seconds !== null && seconds >= 0 && seconds <= DAY) return { timer: { seconds } };
  return { wait: { event: id } };
}

function bodyOf(name: string, node: JsonObject, reading: Reading): JsonObject {
  const kind = lastWord(textOf(node.type));
  const parameters = objectOf(node.parameters);
  const id = reading.ids.of(name);
  if (isChoice(node)) return branchOf(name, reading);
  if (kind === 'wait') return waitOf(parameters, id);
  if (kind === 'executeWorkflow') {
    const { workflowId } = parameters;
    const target =
      textOf(objectOf(workflowId).cachedResultName) ||
      textOf(objectOf(workflowId).value) ||
      String(isObject(workflowId) ? '' : (workflowId ?? ''));
    reading.losses.push({
      path: `nodes.${name}.parameters.workflowId`,
      message: `the workflow "${target}" must be imported as "${slugFrom(target)}"`,
    });
    return { sub_workflow: { workflow_id: slugFrom(target) } };
  }
  const input = mapStrings(parameters, (text, at) => translate(text, `nodes.${name}.parameters.${at}`, { node: name, reading }));
  return { task_type: slugFrom(kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-')), ...(Object.keys(parameters).length > 0 && { input }) };
}

function taskOf(name: string, node: JsonObject, reading: Reading): JsonObject {
  const { edges, ids, losses, nodes } = reading;
  const [x, y] = listOf(node.position);
  const into = new Map(edges.filter(({ to }) => to === name).map((edge) => [edge.from, edge]));
  const dependencies = [...into.values()].map(({ from, output }): JsonValue => {
    const source = nodes.get(from) ?? {};
    const isError = output > 0 && !isChoice(source);
    return isError ? { task_id: ids.of(from), when: 'failed' } : ids.of(from);
  });
  for (const field of LEFT) if (node[field] !== undefined) losses.push({ path: `nodes.${name}.${field}`, message: 'left out' });
  if (node.disabled === true) losses.push({ path: `nodes.${name}.disabled`, message: 'was switched off: its condition is never true' });
  const notes = textOf(node.notes).slice(0, 2_000);
  return {
    task_id: ids.of(name),
    ...(plainText(name) !== '' && { name: plainText(name) }),
    ...(notes !== '' && { description: notes }),
    ...(dependencies.length > 0 && { dependencies }),
    ...bodyOf(name, node, reading),
    ...(node.disabled === true && { condition: 'false' }),
    ...(typeof x === 'number' && typeof y === 'number' && { metadata: { place: [Math.round(x), Math.round(y)] } }),
  };
}

function notesOf(nodes: Iterable<JsonObject>): JsonObject[] {
  return [...nodes].filter(isNote).map((node) => {
    const { content, width, height } = objectOf(node.parameters);
    const [x, y] = listOf(node.position);
    const size = (value: JsonValue | undefined, otherwise: number) => (typeof value === 'number' ? value : otherwise);
    return { text: textOf(content), x: size(x, 0), y: size(y, 0), width: size(width, 208), height: size(height, 96) };
  });
}

/** Reads a workflow of n8n; null when the value is none. */
export function importN8n(value: JsonValue): Imported | null {
  if (!isObject(value) || !Array.isArray(value.nodes) || !isObject(value.connections)) return null;
  const all = value.nodes.filter(isObject).filter(({ name, type }) => textOf(name) !== '' && textOf(type) !== '');
  if (all.length === 0) return null;
  const losses: Loss[] = [];
  const nodes = new Map(all.filter((node) => !isTrigger(node) && !isNote(node)).map((node) => [textOf(node.name), node]));
  for (const node of all.filter(isTrigger))
    losses.push({ path: `nodes.${textOf(node.name)}`, message: 'starts the workflow: it is set up as a trigger, not in the definition' });
  const known = edgesOf(value.connections, losses).filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  const reading: Reading = { nodes, edges: withoutCircles(known, losses), ids: new Ids(), losses };
  for (const name of nodes.keys()) reading.ids.of(name);
  for (const field of ['settings', 'pinData', 'staticData', 'meta', 'tags'] as const) {
    if (value[field] !== undefined && value[field] !== null && JSON.stringify(value[field]) !== '{}')
      losses.push({ path: field, message: 'left out' });
  }
  const notes = notesOf(all);
  const definition = {
    name: plainText(textOf(value.name)) || 'Imported workflow',
    tasks: [...nodes].map(([name, node]) => taskOf(name, node, reading)),
    ...(notes.length > 0 && { metadata: { notes } }),
  };
  return { definition, losses };
}
