import Link from 'next/link';
import { buttonClass } from '@/components/ui/button.tsx';

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
      <h1 className="font-semibold text-title">There is no such page</h1>
      <p className="text-base text-ink-2">The address may be mistyped, or what it named is gone.</p>
      <Link href="/runs" className={buttonClass({ variant: 'primary' })}>
        To the runs
      </Link>
    </main>
  );
}
