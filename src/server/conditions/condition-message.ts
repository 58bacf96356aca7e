import type { ConditionResult } from '../core/expression/condition.ts';
import type { ExpressionScope } from '../core/expression/scope.ts';

/** One condition and what it may read. */
export interface ConditionItem {
  source: string;
  scope: ExpressionScope;
  /** The output that a contract's condition reads, as JSON text: cheaper to hand over than its value. */
  outputText?: string;
}

/** One JSON Schema and the output that must meet it, both as JSON text. A value that does not is an answer that is not ok. */
export interface SchemaItem {
  schemaText: string;
  outputText: string;
}

/** What the thread is started with. */
export interface ThreadData {
  schemas: boolean;
}

/** What the thread is asked. */
export interface ConditionRequest {
  id: number;
  item: ConditionItem | SchemaItem;
}

/** `ready` once after the start: time spent loading code is nobody's evaluation. */
export type ConditionReply = { type: 'ready' } | { type: 'result'; id: number; result: ConditionResult };
