import { Activity, CalendarClock, FolderOpen, Gauge, Network, Server, Tags } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Route } from 'next';
import type { Me, Permission } from '@/lib/contracts/me';

export interface NavItem {
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
export function isCurrent(item: NavItem, pathname: string): boolean {
  return pathname === item.href || pathname.startsWith(`${item.href}/`);
}
