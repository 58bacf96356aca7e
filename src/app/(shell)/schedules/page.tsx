import type { Metadata } from 'next';
import { ScheduleList } from '@/components/schedule/schedule-list.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';

export const metadata: Metadata = { title: 'Schedules' };

export default function Schedules() {
  return (
    <>
      <PageHeader title="Schedules">What starts runs by itself, and when it does next.</PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 py-2">
        <ScheduleList />
      </div>
    </>
  );
}
