'use client';
import { Dialog } from '../ui/dialog.tsx';
import { ScheduleList } from './schedule-list.tsx';

/** What starts runs of one workflow by itself. */
export function SchedulesDialog({ workflowId, name, onClose }: { workflowId: string; name: string; onClose(): void }) {
  return (
    <Dialog open onOpenChange={onClose} title="Schedules" description={`What starts runs of ${name} by itself.`} size="lg">
      <ScheduleList workflowId={workflowId} />
    </Dialog>
  );
}
