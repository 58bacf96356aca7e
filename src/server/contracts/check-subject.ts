import type { ExpressionScope } from '../core/expression/scope.ts';

/** An output that is to be checked, with what its checks may see. */
export interface CheckSubject {
  /** The output as JSON text, cleaned. */
  outputText: string;
  runId: string;
  /** Whose result it is. */
  attemptId: string;
  /** Its own task, with the input as the agent got it. */
  task: NonNullable<ExpressionScope['task']>;
  idempotencyKey: string;
  /** What a judge asks for that was not told what to ask for, 0..1. */
  expectedQuality: number;
  /** What the contract's condition may read beside output and task. */
  scope: Omit<ExpressionScope, 'output' | 'task'>;
}
