import type { Metadata } from 'next';
import { ResiliencePage } from '@/components/resilience/resilience-page.tsx';

export const metadata: Metadata = { title: 'Resilience' };

export default function Resilience() {
  return <ResiliencePage />;
}
