'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names';
import { useMe } from '@/lib/client/me';
import { isCurrent, navItemsFor } from './nav-items';

/** Main navigation of a phone. */
export function BottomBar() {
  const pathname = usePathname();
  const items = navItemsFor(useMe());
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {items.map((item) => {
          const current = isCurrent(item, pathname);
          return (
            <li key={item.href} className="flex-1">
              <Link
                href={item.href}
                aria-current={current ? 'page' : undefined}
                className={classNames(
                  'flex h-14 flex-col items-center justify-center gap-0.5 text-xs',
                  current ? 'font-medium text-accent-ink' : 'text-ink-2',
                )}
              >
                <item.icon aria-hidden className="size-5" />
                {item.shortLabel}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
