import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { BenchmarkType, Phase, Severity } from '@/server/core/validation/benchmark.ts';
import type { RouterOutputs } from '../trpc.tsx';

export type ValidationView = RouterOutputs['validations']['get'];
export type ValidationSummary = RouterOutputs['validations']['list']['data'][number];

export const TYPE_WORDS: Record<BenchmarkType, string> = {
  load_balancing: 'Load balancing',
  task_routing: 'Task routing',
  failure_recovery: 'Failure recovery',
  workflow_execution: 'Workflow execution',
  system_throughput: 'System throughput',
  resource_utilization: 'Resource utilisation',
  stress_test: 'Stress',
  endurance_test: 'Endurance',
};

export const SEVERITY_WORDS: Record<Severity, string> = { light: 'Light', moderate: 'Moderate', heavy: 'Heavy', extreme: 'Extreme' };

export const PHASE_WORDS: Record<Phase, string> = {
  preparing: 'Making its database and fleet',
  loading: 'Making load',
  draining: 'Waiting for the last runs to end',
  measuring: 'Measuring',
};

export const VERDICT_LOOKS = {
  met: { icon: CircleCheck, tone: 'text-ok', word: 'Met' },
  missed: { icon: CircleX, tone: 'text-fail', word: 'Missed' },
  unknown: { icon: CircleDashed, tone: 'text-ink-3', word: 'Not known' },
} as const;

const STATUS_WORDS = { queued: 'Queued', running: 'Running', completed: 'Completed', failed: 'Failed', cancelled: 'Stopped' } as const;

/** What came of a run in a word: its verdict, or why it has none. */
export const outcomeOf = ({ status, verdict }: Pick<ValidationSummary, 'status' | 'verdict'>): string =>
  verdict === null ? STATUS_WORDS[status] : VERDICT_LOOKS[verdict].word;

export const nameOf = ({ type, severity }: Pick<ValidationSummary, 'type' | 'severity'>): string =>
  `${TYPE_WORDS[type]}, ${SEVERITY_WORDS[severity].toLowerCase()}`;
