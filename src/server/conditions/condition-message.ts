import type { ConditionResult } from '../core/expression/condition.ts';
import type { ExpressionScope } from '../core/expression/scope.ts';

/** One condition and what it may read. */
export interface ConditionItem {
  source: string;
  scope: ExpressionScope;
}

/** What the thread is asked. */
export interface ConditionRequest {
  id: number;
  item: ConditionItem;
}

/** `ready` once after the start: time spent loading code is nobody's evaluation. */
export type ConditionReply = { type: 'ready' } | { type: 'result'; id: number; result: ConditionResult };
