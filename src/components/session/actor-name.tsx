import { KeyRound } from 'lucide-react';

/** Who did something; keys are marked, so that a program is not taken for a person. The id is on hover. */
export function ActorName({ id, name }: { id: string; name: string }) {
  const isKey = id.startsWith('key:');
  return (
    <span title={id} className="inline-flex min-w-0 max-w-full items-center gap-1 align-bottom">
      {isKey && <KeyRound className="size-3 shrink-0 text-ink-3" aria-label="Key" />}
      <span className="truncate">{name}</span>
    </span>
  );
}
