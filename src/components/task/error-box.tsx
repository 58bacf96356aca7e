import type { AttemptError } from '@/server/core/task/attempt-outcome.ts';
import { JsonView } from '../ui/json-view.tsx';

/** An attempt's error: its code, what the agent said, and the evidence. */
export function ErrorBox({ error }: { error: AttemptError }) {
  return (
    <div className="flex flex-col gap-1.5 rounded-control bg-fail-soft px-3 py-2 text-base">
      <p className="font-medium font-mono text-fail text-small">
        {error.code}
        {!error.retryable && <span className="font-sans"> · trying again would not help</span>}
      </p>
      <p className="whitespace-pre-wrap break-words text-ink">{error.message}</p>
      {error.detail && Object.keys(error.detail).length > 0 && <JsonView value={error.detail} label="Error detail" />}
    </div>
  );
}
