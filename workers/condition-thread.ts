import { parentPort, workerData } from 'node:worker_threads';
import type { ConditionReply, ConditionRequest, SchemaItem, ThreadData } from '../src/server/conditions/condition-message.ts';
import { type ConditionResult, evaluateCondition, type ParsedCondition, parseCondition } from '../src/server/core/expression/condition.ts';

// The thread that evaluates conditions. It has no timer of its own: whoever started it terminates it when an answer is overdue.

/** Parsed sources kept; like tasks repeat their condition. */
const CACHE_SIZE = 1_000;
const cache = new Map<string, ParsedCondition>();

function parse(source: string): ParsedCondition {
  const known = cache.get(source);
  if (known !== undefined) return known;
  // Checked with the definition, and as a contract allows the most there; a bare condition finds no `output` to read.
  const parsed = parseCondition(source, ['output', 'task', 'iteration']);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(source, parsed);
  return parsed;
}

const loadSchemas = () => import('../src/server/contracts/compile-schema.ts');

async function meetSchema({ schemaText, outputText }: SchemaItem): Promise<ConditionResult> {
  const { findSchemaFault } = await loadSchemas();
  const message = findSchemaFault(schemaText, JSON.parse(outputText));
  return message === null ? { ok: true, value: true } : { ok: false, message };
}

async function evaluate({ item }: ConditionRequest): Promise<ConditionResult> {
  try {
    if (!('source' in item)) return await meetSchema(item);
    const scope = item.outputText === undefined ? item.scope : { ...item.scope, output: JSON.parse(item.outputText) };
    return evaluateCondition(parse(item.source), scope);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort;
if (port === null) throw new Error('condition-thread runs as a worker thread');
const reply = (message: ConditionReply) => port.postMessage(message);
port.on('message', (request: ConditionRequest) => {
  void evaluate(request).then((result) => reply({ type: 'result', id: request.id, result }));
});
if ((workerData as ThreadData).schemas) await loadSchemas();
reply({ type: 'ready' });
