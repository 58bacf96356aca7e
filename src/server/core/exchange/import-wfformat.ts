import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, listOf, objectOf, plainText, textOf } from './foreign-json.ts';
import { Ids, type Imported, type Loss, slugFrom } from './imported.ts';

// WfFormat (wfcommons.org), 1.3 and older with one list of tasks, 1.4 and newer with what is planned and what was measured apart.

const SECONDS = 60;

interface Source {
  tasks: JsonObject[];
  /** Measured, by task. */
  measured: Map<string, JsonObject>;
  /** Where tasks stand in the source. */
  path: string;
}

function readSource(workflow: JsonObject): Source {
  const specification = objectOf(workflow.specification);
  const isNew = Array.isArray(specification.tasks);
  const measured = listOf(objectOf(workflow.execution).tasks).filter(isObject);
  return {
    tasks: listOf(isNew ? specification.tasks : (workflow.tasks ?? workflow.jobs)).filter(isObject),
    measured: new Map(measured.map((task) => [textOf(task.id), task])),
    path: isNew ? 'workflow.specification.tasks' : 'workflow.tasks',
  };
}

/** "individuals_ID0000012" is a task of the type individuals. */
const typeOf = (program: string, name: string) =>
  slugFrom(program === '' ? name.replace(/[_-]?(?:ID)?\d+$/, '') : (program.split('/').at(-1) ?? program));

const KNOWN = new Set([
  ...[
    'id',
    'name',
    'parents',
    'children',
    'inputFiles',
    'outputFiles',
    'files',
    'command',
    'runtime',
    'runtimeInSeconds',
    'type',
    'category',
  ],
]);

function taskOf(task: JsonObject, measured: JsonObject, idOf: (key: string) => string): JsonObject {
  const key = textOf(task.id) || textOf(task.name);
  const name = textOf(task.name) || key;
  const command = objectOf(measured.command ?? task.command);
  const seconds = measured.runtimeInSeconds ?? task.runtimeInSeconds ?? task.runtime;
  const parents = listOf(task.parents)
    .map(textOf)
    .filter((parent) => parent !== '');
  const input: JsonObject = {
    ...(Object.keys(command).length > 0 && { command }),
    ...(listOf(task.inputFiles).length > 0 && { input_files: task.inputFiles as JsonValue }),
    ...(listOf(task.outputFiles).length > 0 && { output_files: task.outputFiles as JsonValue }),
    ...(listOf(task.files).length > 0 && { files: task.files as JsonValue }),
  };
  return {
    task_id: idOf(key),
    task_type: typeOf(textOf(command.program), name),
    ...(plainText(name) !== '' && { name: plainText(name) }),
    ...(parents.length > 0 && { dependencies: [...new Set(parents)].map(idOf) }),
    ...(Object.keys(input).length > 0 && { input }),
    ...(typeof seconds === 'number' && seconds >= 0 && { estimated_duration_minutes: seconds / SECONDS }),
  };
}

function lossesOf({ tasks, path }: Source, workflow: JsonObject): Loss[] {
  const losses: Loss[] = [];
  const machines = listOf(objectOf(workflow.execution).machines ?? workflow.machines);
  if (machines.length > 0)
    losses.push({ path: 'workflow.machines', message: `${machines.length} machines: who does a task is decided by capabilities here` });
  const fields = new Set(tasks.flatMap((task) => Object.keys(task)).filter((key) => !KNOWN.has(key)));
  for (const field of fields) {
    const count = tasks.filter((task) => task[field] !== undefined).length;
    losses.push({ path: `${path}.*.${field}`, message: `left out, of ${count} tasks` });
  }
  const sized = listOf(objectOf(workflow.specification).files).length;
  if (sized > 0)
    losses.push({ path: 'workflow.specification.files', message: `sizes of ${sized} files left out; tasks keep the names of their files` });
  return losses;
}

/** Reads a workflow in WfFormat; null when the value is none. */
export function importWfFormat(value: JsonValue): Imported | null {
  if (!isObject(value) || !isObject(value.workflow)) return null;
  const source = readSource(value.workflow);
  if (source.tasks.length === 0) return null;
  const ids = new Ids();
  const byKey = new Map(source.tasks.map((task) => [textOf(task.id) || textOf(task.name), task]));
  // Parents are named by id, in some files by name.
  const byName = new Map(source.tasks.map((task) => [textOf(task.name), textOf(task.id) || textOf(task.name)]));
  const idOf = (key: string) => ids.of(byKey.has(key) ? key : (byName.get(key) ?? key));
  for (const key of byKey.keys()) ids.of(key);
  const tasks = source.tasks.map((task) => taskOf(task, source.measured.get(textOf(task.id)) ?? {}, idOf));
  const description = textOf(value.description);
  const definition = { name: plainText(textOf(value.name)) || 'Imported workflow', ...(description !== '' && { description }), tasks };
  return { definition, losses: lossesOf(source, value.workflow) };
}
