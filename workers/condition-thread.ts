import { parentPort } from 'node:worker_threads';
import type { ConditionReply, ConditionRequest } from '../src/server/conditions/condition-message.ts';
import { type ConditionResult, evaluateCondition, type ParsedCondition, parseCondition } from '../src/server/core/expression/condition.ts';

// The thread that evaluates conditions. It has no timer of its own: whoever started it terminates it when an answer is overdue.

/** Parsed sources kept; like tasks repeat their condition. */
const CACHE_SIZE = 1_000;
const cache = new Map<string, ParsedCondition>();

function parse(source: string): ParsedCondition {
  const known = cache.get(source);
  if (known !== undefined) return known;
  // Checked with the definition, and as a contract allows the most there; a bare condition finds no `output` to read.
  const parsed = parseCondition(source, { output: true });
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(source, parsed);
  return parsed;
}

function evaluate({ item }: ConditionRequest): ConditionResult {
  try {
    return evaluateCondition(parse(item.source), item.scope);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort;
if (port === null) throw new Error('condition-thread runs as a worker thread');
const reply = (message: ConditionReply) => port.postMessage(message);
port.on('message', (request: ConditionRequest) => reply({ type: 'result', id: request.id, result: evaluate(request) }));
reply({ type: 'ready' });
