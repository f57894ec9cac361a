'use client';

import { clsx } from 'clsx';
import {
  Activity,
  CalendarClock,
  FolderOpen,
  Gauge,
  Network,
  PanelLeftClose,
  PanelLeftOpen,
  Server,
  ShieldCheck,
  Tags,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { useMe } from '@/lib/client/queries/me';
import { railCookie, rememberPreference } from '@/lib/client/theme';
import type { Me, Permission } from '@/lib/contracts/me';

/** Main navigation at the left; narrow shows icons only, and is always narrow on a tablet. */
export function Rail({ startsCollapsed }: { startsCollapsed: boolean }) {
  const pathname = usePathname();
  const items = navItemsFor(useMe());
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const onlyWide = collapsed ? 'hidden' : 'hidden lg:block';
  return (
    <nav
      aria-label="Main"
      className={clsx(
        'sticky top-0 flex h-dvh w-14 shrink-0 flex-col border-r border-line bg-surface max-md:hidden',
        !collapsed && 'lg:w-58',
      )}
    >
      <Link href="/" className="flex h-(--bar-height) shrink-0 items-center gap-2.5 px-4 font-semibold">
        <ShieldCheck aria-hidden className="size-5.5 shrink-0 text-accent-ink" />
        <span className={clsx('truncate', onlyWide)}>Backup portal</span>
        <span className={clsx('sr-only', !collapsed && 'lg:hidden')}>Backup portal</span>
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
                className={clsx(
                  'flex h-9 items-center gap-2.5 rounded-sm px-3 font-medium',
                  current ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <item.icon aria-hidden className={clsx('size-4 shrink-0', current && 'text-accent-ink')} />
                <span className={clsx('truncate', onlyWide)}>{item.label}</span>
                <span className={clsx('sr-only', !collapsed && 'lg:hidden')}>{item.label}</span>
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
                className={clsx(
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

interface NavItem {
  href: Route;
  label: string;
  /** For the bottom bar of a phone. */
  shortLabel: string;
  icon: LucideIcon;
  permission: Permission;
}

const items: readonly NavItem[] = [
  { href: '/overview', label: 'Overview', shortLabel: 'Overview', icon: Gauge, permission: 'machine:read' },
  { href: '/machines', label: 'Machines', shortLabel: 'Machines', icon: Server, permission: 'machine:read' },
  { href: '/activity', label: 'Activity', shortLabel: 'Activity', icon: Activity, permission: 'machine:read' },
  { href: '/policies', label: 'Policies', shortLabel: 'Policies', icon: CalendarClock, permission: 'policy:read' },
  { href: '/mounts', label: 'Mounts', shortLabel: 'Mounts', icon: FolderOpen, permission: 'mount:run' },
  {
    href: '/provider/machines',
    label: 'Machines & ownership',
    shortLabel: 'Ownership',
    icon: Tags,
    permission: 'provider',
  },
  { href: '/provider/storware', label: 'Storware link', shortLabel: 'Storware', icon: Network, permission: 'provider' },
];

/** The pages that this person may open. */
export function navItemsFor(me: Me | undefined): readonly NavItem[] {
  return items.filter((item) => me?.permissions.includes(item.permission));
}

/** True when the page shown is this item's or below it. */
function isCurrent(item: NavItem, pathname: string): boolean {
  return pathname === item.href || pathname.startsWith(`${item.href}/`);
}
