'use client';

import { useCan } from '@/lib/client/me';
import type { Theme } from '@/lib/client/theme';
import { ActivityIndicator } from './activity-indicator';
import { FreshnessIndicator } from './freshness-indicator';
import { SearchTrigger } from './search-trigger';
import { TenantSwitcher } from './tenant-switcher';
import { UserMenu } from './user-menu';

/** Slim bar over every page. */
export function TopBar({ startTheme }: { startTheme: Theme }) {
  const inTenant = useCan('machine:read');
  const isProvider = useCan('provider');
  return (
    <header className="sticky top-0 z-30 flex h-(--bar-height) items-center gap-1 border-b border-line bg-surface px-3 sm:px-6">
      <div className="mr-auto flex min-w-0 items-center">
        <TenantSwitcher />
      </div>
      {inTenant || isProvider ? <FreshnessIndicator /> : null}
      <SearchTrigger />
      {inTenant ? <ActivityIndicator /> : null}
      <UserMenu startTheme={startTheme} />
    </header>
  );
}
