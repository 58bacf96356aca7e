import type { Metadata } from 'next';
import { AuditList } from '@/components/audit/audit-list.tsx';

export const metadata: Metadata = { title: 'Activity' };

export default function ActivityPage() {
  return <AuditList />;
}
