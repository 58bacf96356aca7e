'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { BENCHMARK_TYPES, type BenchmarkType, SEVERITIES, type Severity } from '@/server/core/validation/benchmark.ts';
import { planBenchmark, plannedTasks } from '@/server/core/validation/plan.ts';
import { readProblem } from '../problem.ts';
import { formatDuration } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SEVERITY_WORDS, TYPE_WORDS } from './validation-words.ts';

const DOES: Record<BenchmarkType, string> = {
  load_balancing: 'Agents of unequal size get work that any of them can do.',
  task_routing: 'Reliable and unreliable agents have the same capability, and some work needs specialists.',
  failure_recovery: 'One of two execution processes is killed, and one agent begins to fail.',
  workflow_execution: 'Chains, diamonds, fans and maps run side by side.',
  system_throughput: 'Everything is handed in at once, to agents that answer at once.',
  resource_utilization: 'Half of all slots are kept busy, in waves.',
  stress_test: 'Three times what the fleet can do, with urgent work behind it and an agent that turns slow.',
  endurance_test: 'The same load for a long time.',
};

interface StartValidationDialogProps {
  onStarted(id: string): void;
  onClose(): void;
}

/** Chooses a benchmark and how hard it is. */
export function StartValidationDialog({ onStarted, onClose }: StartValidationDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [type, setType] = useState<BenchmarkType>('system_throughput');
  const [severity, setSeverity] = useState<Severity>('light');
  const start = useMutation(
    trpc.validations.start.mutationOptions({
      onSuccess: ({ id }) => {
        void queryClient.invalidateQueries(trpc.validations.pathFilter());
        onStarted(id);
      },
    }),
  );
  const plan = planBenchmark({ type, severity });
  const agents = plan.fleet.reduce((sum, group) => sum + group.agents, 0);
  const load = plan.seconds === 0 ? 'all at once' : `over ${formatDuration(plan.seconds * 1_000)}`;
  return (
    <FormDialog
      title="Run a benchmark"
      description="It has a database, agents and execution processes of its own: nothing of your work is touched, and load waits while yours does."
      submit="Run"
      busy={start.isPending}
      fault={start.isError ? readProblem(start.error).message : undefined}
      onSubmit={() => start.mutate({ type, severity })}
      onClose={onClose}
    >
      <SelectField
        label="Benchmark"
        hint={DOES[type]}
        value={type}
        onChange={setType}
        options={BENCHMARK_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
      />
      <SelectField
        label="Severity"
        hint={`${plannedTasks(plan).toLocaleString('en')} tasks for ${agents} agents, ${load}.`}
        value={severity}
        onChange={setSeverity}
        options={SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
      />
    </FormDialog>
  );
}
