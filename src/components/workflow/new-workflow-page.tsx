'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Save } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { JsonValue } from '@/server/core/json.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { DefinitionEditor } from './definition-editor.tsx';
import { useDefinitionText } from './use-definition-text.ts';

/** A reference to a value, in the language of workflows. */
const reference = (path: string) => `\${${path}}`;

/** Three tasks that show dependencies, references and a task that always runs. */
const START: JsonValue = {
  workflow_id: 'my-workflow',
  name: 'My workflow',
  tasks: [
    { task_id: 'collect', task_type: 'collect', name: 'Collect', input: { topic: reference('input.topic') } },
    {
      task_id: 'analyse',
      task_type: 'analyse',
      name: 'Analyse',
      dependencies: ['collect'],
      input: { facts: reference('tasks.collect.output') },
    },
    { task_id: 'tidy', task_type: 'tidy', name: 'Tidy up', dependencies: [{ task_id: 'analyse', when: 'always' }] },
  ],
};

/** A workflow that is not stored yet. */
export function NewWorkflowPage() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const mayWrite = useAllowed('operator');
  const definition = useDefinitionText(START);
  const create = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ id }) => {
        void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
        router.replace(`/workflows/${id}`);
      },
    }),
  );
  if (!mayWrite) {
    return (
      <ErrorState what="New workflows" problem={{ kind: 'denied', message: 'Operators and admins write workflows.', requestId: null }} />
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <DetailHeader
        title="New workflow"
        path={[{ label: 'Workflows', href: '/workflows' }]}
        actions={
          <Button
            variant="primary"
            busy={create.isPending || create.isSuccess}
            disabled={definition.faults?.length !== 0}
            onClick={() => create.mutate({ definition: definition.value })}
          >
            <Save aria-hidden />
            Save draft
          </Button>
        }
      />
      {create.isError && (
        <Banner tone="fail" className="mx-6 mb-3">
          {readProblem(create.error).message}
        </Banner>
      )}
      <DefinitionEditor definition={definition} readOnly={false} />
    </div>
  );
}
