import type { Metadata } from 'next';
import { PerformancePage } from '@/components/validation/performance-page.tsx';

export const metadata: Metadata = { title: 'Performance' };

export default function Performance() {
  return <PerformancePage />;
}
