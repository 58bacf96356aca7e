import type { Metadata } from 'next';
import { FailuresTab } from '@/components/failure/failures-tab.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';

export const metadata: Metadata = { title: 'Failures' };

export default function Page() {
  return (
    <>
      <PageHeader title="Failures" />
      <FailuresTab />
    </>
  );
}
