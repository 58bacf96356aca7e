'use client';
import type { ComponentProps } from 'react';
import { useSession } from '../session/session.tsx';
import { Button } from '../ui/button.tsx';

/** The initial of who is signed in. */
export function UserButton(props: ComponentProps<typeof Button>) {
  const { name } = useSession();
  return (
    <Button {...props} variant="ghost" size="icon" aria-label={`Account of ${name}`}>
      <span className="flex size-6 items-center justify-center rounded-full bg-raised font-semibold text-ink text-micro uppercase">
        {name.slice(0, 1)}
      </span>
    </Button>
  );
}
