// How a command agent talks: one JSON task on stdin, one JSON result on stdout, log lines for people on stderr, exit code 0 or 1.

import { ReviewFailure, TaskDocumentError } from './failure.mjs';

/** Longest task document that is read, in bytes. A report's input holds every measurement of a run: some hundred kilobytes. */
const MAX_TASK_BYTES = 32 * 1024 * 1024;

/**
 * Reads the task on stdin, lets the handler of its type work on it and writes what that returns.
 *
 * @param {Record<string, (input: object, log: (line: string) => void) => Promise<object>>} handlers by task type
 */
export async function serveTask(handlers) {
  try {
    const task = parseTask(await readAll(process.stdin));
    const handler = Object.hasOwn(handlers, task.task_type) ? handlers[task.task_type] : null;
    if (!handler) throw new TaskDocumentError(`this agent does ${Object.keys(handlers).join(', ')}, not ${clip(task.task_type)}`);
    const result = await handler(task.input, writeLine);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } catch (error) {
    if (!(error instanceof ReviewFailure)) writeLine(error instanceof Error ? (error.stack ?? error.message) : String(error));
    writeLine(`failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} text
 * @returns {{task_type: string, input: object}}
 */
export function parseTask(text) {
  let task;
  try {
    task = JSON.parse(text);
  } catch (error) {
    throw new TaskDocumentError('stdin is not a JSON document', { cause: error });
  }
  if (!isObject(task)) throw new TaskDocumentError('the task is not a JSON object');
  if (typeof task.task_type !== 'string') throw new TaskDocumentError('the task has no task_type');
  if (!isObject(task.input)) throw new TaskDocumentError('the task has no input object');
  return { task_type: task.task_type, input: task.input };
}

/** @returns {value is Record<string, unknown>} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readAll(stream) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MAX_TASK_BYTES) throw new TaskDocumentError(`the task document is larger than ${MAX_TASK_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** One line on stderr whatever the text holds: file names may carry newlines and terminal sequences. */
function writeLine(text) {
  for (const line of text.split('\n')) process.stderr.write(`${line.replace(/\p{Cc}/gu, '\ufffd')}\n`);
}

function clip(text) {
  return JSON.stringify(text.slice(0, 80));
}
