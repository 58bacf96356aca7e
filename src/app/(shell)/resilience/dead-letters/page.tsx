import type { Metadata } from 'next';
import { DeadLettersTab } from '@/components/dead-letter/dead-letters-tab.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';

export const metadata: Metadata = { title: 'Dead letters' };

export default function Page() {
  return (
    <>
      <PageHeader title="Dead letters" />
      <DeadLettersTab />
    </>
  );
}
