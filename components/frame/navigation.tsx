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
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { useMe } from '@/lib/client/queries/me';
import { railCookie, rememberPreference } from '@/lib/client/theme';
import type { Me, Permission } from '@/lib/contracts/me';

/** Main navigation at the left; narrow shows icons only, and is always narrow on a tablet. */
export function Rail({ startsCollapsed }: { startsCollapsed: boolean }) {
  const t = useTranslations('frame');
  const pathname = usePathname();
  const items = navItemsFor(useMe());
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const onlyWide = collapsed ? 'hidden' : 'hidden lg:block';
  return (
    <nav
      aria-label={t('navigation.main')}
      className={clsx(
        'sticky top-0 flex h-dvh w-14 shrink-0 flex-col border-r border-line bg-surface max-md:hidden',
        !collapsed && 'lg:w-58',
      )}
    >
      <Link href="/" className="flex h-(--bar-height) shrink-0 items-center gap-2.5 px-4 font-semibold">
        <ShieldCheck aria-hidden className="size-5.5 shrink-0 text-accent-ink" />
        <span className={clsx('truncate', onlyWide)}>{t('product')}</span>
        <span className={clsx('sr-only', !collapsed && 'lg:hidden')}>{t('product')}</span>
      </Link>
      <ul className="flex-1 space-y-0.5 overflow-y-auto px-2 py-2">
        {items.map((item) => {
          const current = isCurrent(item, pathname);
          return (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={current ? 'page' : undefined}
                title={collapsed ? t(`navigation.${item.name}`) : undefined}
                className={clsx(
                  'flex h-9 items-center gap-2.5 rounded-sm px-3 font-medium',
                  current ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <item.icon aria-hidden className={clsx('size-4 shrink-0', current && 'text-accent-ink')} />
                <span className={clsx('truncate', onlyWide)}>{t(`navigation.${item.name}`)}</span>
                <span className={clsx('sr-only', !collapsed && 'lg:hidden')}>{t(`navigation.${item.name}`)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <div className="p-2 max-lg:hidden">
        <IconButton
          label={t(collapsed ? 'navigation.widen' : 'navigation.narrow')}
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
  const t = useTranslations('frame');
  const pathname = usePathname();
  const items = navItemsFor(useMe());
  return (
    <nav
      aria-label={t('navigation.main')}
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
                {t(`navigation.short.${item.name}`)}
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
  /** Key of its words. */
  name: 'overview' | 'machines' | 'activity' | 'policies' | 'mounts' | 'ownership' | 'storware';
  icon: LucideIcon;
  permission: Permission;
}

const items: readonly NavItem[] = [
  { href: '/overview', name: 'overview', icon: Gauge, permission: 'machine:read' },
  { href: '/machines', name: 'machines', icon: Server, permission: 'machine:read' },
  { href: '/activity', name: 'activity', icon: Activity, permission: 'machine:read' },
  { href: '/policies', name: 'policies', icon: CalendarClock, permission: 'policy:read' },
  { href: '/mounts', name: 'mounts', icon: FolderOpen, permission: 'mount:run' },
  { href: '/provider/machines', name: 'ownership', icon: Tags, permission: 'provider' },
  { href: '/provider/storware', name: 'storware', icon: Network, permission: 'provider' },
];

/** The pages that this person may open. */
export function navItemsFor(me: Me | undefined): readonly NavItem[] {
  return items.filter((item) => me?.permissions.includes(item.permission));
}

/** True when the page shown is this item's or below it. */
function isCurrent(item: NavItem, pathname: string): boolean {
  return pathname === item.href || pathname.startsWith(`${item.href}/`);
}
