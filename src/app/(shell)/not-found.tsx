import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { buttonClass } from '@/components/ui/button.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';

export default function NotFound() {
  return (
    <EmptyState
      icon={SearchX}
      title="There is no such page"
      action={
        <Link href="/runs" className={buttonClass()}>
          To the runs
        </Link>
      }
    >
      The address may be mistyped, or what it named is gone.
    </EmptyState>
  );
}
