'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { InboxCount } from '../approval/inbox-count.tsx';
import { cn } from '../ui/class-names.ts';
import { BrandMark } from './brand-mark.tsx';
import { isAt, PLACES } from './places.ts';

/** The pages, at the left edge. Icons only on narrow screens. */
export function Rail() {
  const pathname = usePathname();
  return (
    <nav aria-label="Pages" className="flex w-12 shrink-0 flex-col border-r bg-page px-2 py-2.5 lg:w-48">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-panel focus:px-3 focus:py-1.5"
      >
        Skip to the page
      </a>
      <Link
        href="/overview"
        className="mb-3 flex h-8 items-center gap-2 rounded-control px-1.5 font-semibold text-ink"
        aria-label="Agent Hive"
      >
        <BrandMark className="size-5 shrink-0 text-brand" />
        <span className="hidden truncate tracking-tight lg:inline">Agent Hive</span>
      </Link>
      <ul className="flex flex-col gap-0.5">
        {PLACES.map(({ href, label, icon: Icon }) => {
          const here = isAt(pathname, href);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={here ? 'page' : undefined}
                title={label}
                className={cn(
                  'flex h-7.5 items-center gap-2.5 rounded-control px-2 font-medium text-base',
                  here ? 'bg-raised text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <Icon className={cn('size-4 shrink-0', here ? 'text-ink' : 'text-ink-3')} aria-hidden />
                <span className="hidden lg:inline">{label}</span>
                <span className="sr-only lg:hidden">{label}</span>
                {href === '/approvals' && <InboxCount />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
