'use client';

import { clsx } from 'clsx';
import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMe } from '@/lib/client/queries/me';
import type { Permission } from '@/lib/contracts/me';

interface SettingsTab {
  href: Route;
  /** Message key of its label. */
  name: 'members' | 'audit';
  permission: Permission;
}

const tabs: readonly SettingsTab[] = [
  { href: '/settings/members', name: 'members', permission: 'member:read' },
  { href: '/settings/audit', name: 'audit', permission: 'audit:read' },
];

/** The pages of the settings that this person may open; nothing when there is only one. */
export function SettingsTabs() {
  const t = useTranslations('frame.settings');
  const pathname = usePathname();
  const me = useMe();
  const shown = tabs.filter(({ permission }) => me?.permissions.includes(permission));
  if (shown.length < 2) return null;
  return (
    <nav aria-label={t('label')} className="mb-4 border-b border-line">
      <ul className="flex gap-5 overflow-x-auto">
        {shown.map(({ href, name }) => {
          const isCurrent = pathname === href || pathname.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={isCurrent ? 'page' : undefined}
                className={clsx(
                  '-mb-px flex items-center border-b-2 py-2 font-medium whitespace-nowrap focus-visible:-outline-offset-2 pointer-coarse:py-3',
                  isCurrent ? 'border-accent text-ink' : 'border-transparent text-ink-2 hover:text-ink',
                )}
              >
                {t(name)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
