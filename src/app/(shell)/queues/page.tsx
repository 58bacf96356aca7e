import type { Metadata } from 'next';
import { QueuePage } from '@/components/queue/queue-page.tsx';

export const metadata: Metadata = { title: 'Queues' };

export default function Queues() {
  return <QueuePage />;
}
