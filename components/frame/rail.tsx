'use client';

import { PanelLeftClose, PanelLeftOpen, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { IconButton } from '@/components/ui/icon-button';
import { useMe } from '@/lib/client/me';
import { railCookie, rememberPreference } from '@/lib/client/theme';
import { isCurrent, navItemsFor } from './nav-items';

/** Main navigation at the left; narrow shows icons only, and is always narrow on a tablet. */
export function Rail({ startsCollapsed }: { startsCollapsed: boolean }) {
  const pathname = usePathname();
  const items = navItemsFor(useMe());
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const onlyWide = collapsed ? 'hidden' : 'hidden lg:block';
  return (
    <nav
      aria-label="Main"
      className={classNames(
        'sticky top-0 flex h-dvh w-14 shrink-0 flex-col border-r border-line bg-surface max-md:hidden',
        !collapsed && 'lg:w-58',
      )}
    >
      <Link href="/" className="flex h-(--bar-height) shrink-0 items-center gap-2.5 px-4 font-semibold">
        <ShieldCheck aria-hidden className="size-5.5 shrink-0 text-accent-ink" />
        <span className={classNames('truncate', onlyWide)}>Backup portal</span>
        <span className={classNames('sr-only', !collapsed && 'lg:hidden')}>Backup portal</span>
      </Link>
      <ul className="flex-1 space-y-0.5 overflow-y-auto px-2 py-2">
        {items.map((item) => {
          const current = isCurrent(item, pathname);
          return (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={current ? 'page' : undefined}
                title={collapsed ? item.label : undefined}
                className={classNames(
                  'flex h-9 items-center gap-2.5 rounded-sm px-3 font-medium',
                  current ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <item.icon aria-hidden className={classNames('size-4 shrink-0', current && 'text-accent-ink')} />
                <span className={classNames('truncate', onlyWide)}>{item.label}</span>
                <span className={classNames('sr-only', !collapsed && 'lg:hidden')}>{item.label}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <div className="p-2 max-lg:hidden">
        <IconButton
          label={collapsed ? 'Widen navigation' : 'Narrow navigation'}
          icon={
            collapsed ? (
              <PanelLeftOpen aria-hidden className="size-4" />
            ) : (
              <PanelLeftClose aria-hidden className="size-4" />
            )
          }
          className="ml-1.5"
          onPress={() => {
            setCollapsed(!collapsed);
            rememberPreference(railCookie, collapsed ? 'wide' : 'narrow');
          }}
        />
      </div>
    </nav>
  );
}
