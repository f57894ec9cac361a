'use client';

import { clsx } from 'clsx';
import {
  Activity,
  Building2,
  CalendarClock,
  FolderOpen,
  Gauge,
  Network,
  PanelLeftClose,
  PanelLeftOpen,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  Tags,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Route } from 'next';
import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/button';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { showToast } from '@/components/ui/toast';
import { useMe } from '@/lib/client/queries/me';
import { sidebarCookie, rememberPreference } from '@/lib/client/preference-cookies';
import type { Me, Permission } from '@/lib/contracts/me';

/** Main navigation at the left; collapsed it shows icons only, always so on a tablet. */
export function Sidebar({ startsCollapsed }: { startsCollapsed: boolean }) {
  const t = useTranslations('frame');
  const pathname = usePathname();
  const items = shownItemsFor(useMe());
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
          const name = t(`navigation.${item.name}`);
          const content = (
            <>
              <item.icon aria-hidden className={clsx('size-4 shrink-0', current && 'text-accent-ink')} />
              <span className={clsx('truncate', onlyWide)}>{name}</span>
              <span className={clsx('sr-only', !collapsed && 'lg:hidden')}>{name}</span>
            </>
          );
          const style = 'relative flex h-9 items-center gap-2.5 rounded-sm px-3 font-medium';
          return (
            <li key={item.href}>
              {item.isDenied ? (
                <DeniedItem className={style}>{content}</DeniedItem>
              ) : (
                <Link
                  href={item.href}
                  aria-current={current ? 'page' : undefined}
                  title={collapsed ? name : undefined}
                  className={clsx(style, current ? 'bg-hover text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink')}
                >
                  {content}
                  <PendingMark className="inset-y-1.5 left-0 w-0.5" />
                </Link>
              )}
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
            rememberPreference(sidebarCookie, collapsed ? 'wide' : 'narrow');
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
  const items = shownItemsFor(useMe());
  if (items.length === 0) return null;
  return (
    <nav
      aria-label={t('navigation.main')}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {items.map((item) => {
          const current = isCurrent(item, pathname);
          const content = (
            <>
              <item.icon aria-hidden className="size-5" />
              <span className="max-w-full truncate px-0.5">{t(`navigation.short.${item.name}`)}</span>
            </>
          );
          const style = 'relative flex h-14 flex-col items-center justify-center gap-0.5 text-xs';
          return (
            <li key={item.href} className="min-w-0 flex-1">
              {item.isDenied ? (
                <DeniedItem className={style}>{content}</DeniedItem>
              ) : (
                <Link
                  href={item.href}
                  aria-current={current ? 'page' : undefined}
                  className={clsx(style, current ? 'font-medium text-accent-ink' : 'text-ink-2')}
                >
                  {content}
                  <PendingMark className="inset-x-3 top-0 h-0.5" />
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** A page that the role may not open: it stays in the list and gives the reason on hover, focus and press. */
function DeniedItem({ className, children }: { className: string; children: ReactNode }) {
  const t = useTranslations('frame');
  const reason = t('navigation.mountsDenied');
  const reasonId = useId();
  return (
    <button
      type="button"
      aria-disabled
      aria-describedby={reasonId}
      onClick={() => showToast({ tone: 'info', title: reason })}
      className={clsx(className, 'w-full cursor-default text-ink-3')}
      {...tooltipProps(reason)}
    >
      {children}
      <span id={reasonId} hidden>
        {reason}
      </span>
    </button>
  );
}

/** Shows at once that the page of this link is loading. */
function PendingMark({ className }: { className: string }) {
  const { pending } = useLinkStatus();
  return pending ? (
    <span
      aria-hidden
      data-pending
      className={clsx('absolute rounded-full bg-accent motion-safe:animate-pulse', className)}
    />
  ) : null;
}

interface NavItem {
  href: Route;
  /** Message key of its label. */
  name:
    | 'overview'
    | 'machines'
    | 'activity'
    | 'policies'
    | 'mounts'
    | 'tenants'
    | 'ownership'
    | 'storware'
    | 'settings'
    | 'audit';
  icon: LucideIcon;
  permission: Permission;
  /** What the addresses of all its pages begin with, where that is not `href`. */
  under?: string;
  /** Without this permission it is shown with the reason, but without a link. */
  deniedTo?: Permission;
}

const items: readonly NavItem[] = [
  { href: '/overview', name: 'overview', icon: Gauge, permission: 'machine:read' },
  { href: '/machines', name: 'machines', icon: Server, permission: 'machine:read' },
  { href: '/activity', name: 'activity', icon: Activity, permission: 'machine:read' },
  { href: '/policies', name: 'policies', icon: CalendarClock, permission: 'policy:read' },
  { href: '/mounts', name: 'mounts', icon: FolderOpen, permission: 'mount:run', deniedTo: 'machine:read' },
  { href: '/settings/members', under: '/settings', name: 'settings', icon: Settings, permission: 'member:read' },
  { href: '/provider/tenants', name: 'tenants', icon: Building2, permission: 'provider' },
  { href: '/provider/machines', name: 'ownership', icon: Tags, permission: 'provider' },
  { href: '/provider/storware', name: 'storware', icon: Network, permission: 'provider' },
  { href: '/provider/audit', name: 'audit', icon: ScrollText, permission: 'provider' },
];

/** The pages that this person may open. */
export function navItemsFor(me: Me | undefined): readonly NavItem[] {
  return items.filter((item) => me?.permissions.includes(item.permission));
}

/** Those pages, and the ones that are shown as not allowed. */
function shownItemsFor(me: Me | undefined): readonly (NavItem & { isDenied: boolean })[] {
  const has = (permission: Permission | undefined) =>
    permission !== undefined && (me?.permissions.includes(permission) ?? false);
  return items
    .filter(({ permission, deniedTo }) => has(permission) || has(deniedTo))
    .map((item) => ({ ...item, isDenied: !has(item.permission) }));
}

/** True when the current page is this item's or below it. */
function isCurrent(item: NavItem, pathname: string): boolean {
  const start = item.under ?? item.href;
  return pathname === start || pathname.startsWith(`${start}/`);
}
