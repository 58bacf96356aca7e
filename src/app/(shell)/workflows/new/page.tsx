import type { Metadata } from 'next';
import { NewDesignerPage } from '@/components/designer/new-designer-page.tsx';

export const metadata: Metadata = { title: 'New workflow' };

export default function Page() {
  return <NewDesignerPage />;
}
