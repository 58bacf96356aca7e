import type { Metadata } from 'next';
import { NewWorkflowPage } from '@/components/workflow/new-workflow-page.tsx';

export const metadata: Metadata = { title: 'New workflow' };

export default function Page() {
  return <NewWorkflowPage />;
}
