'use client';

import { Building2, ChevronsUpDown, CircleUser, Clock, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '@/components/ui/menu';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useMe, useSwitchTenant } from '@/lib/client/queries/me';
import { setPreference, usePreference } from '@/lib/client/preferences';
import { signOut } from '@/lib/client/session';
import { setTheme } from '@/lib/client/theme';
import type { Theme } from '@/lib/client/theme';
import { useTheme } from '@/lib/client/use-theme';
import type { Role } from '@/lib/contracts/me';

const themeItems = [
  { theme: 'system', label: 'As the system', icon: <Monitor aria-hidden /> },
  { theme: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { theme: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
] as const satisfies readonly { theme: Theme; label: string; icon: ReactNode }[];

/** Who is signed in, the theme, how times are read and keys work, and the way out. */
export function UserMenu({ startTheme }: { startTheme: Theme }) {
  const me = useMe();
  const theme = useTheme(startTheme);
  const exactTimes = usePreference('exactTimes');
  const searchKey = usePreference('searchKey');
  const role = me?.role ? roleWords[me.role] : me?.permissions.includes('provider') ? 'Provider' : '';
  return (
    <Menu
      label="Account"
      trigger={
        <IconButton
          tooltip={false}
          label={me ? `Account of ${me.user.name}` : 'Account'}
          icon={<CircleUser aria-hidden className="size-5" />}
          className="!h-8 !w-8"
        />
      }
    >
      <MenuSection title={me ? `${me.user.name} · ${role}` : 'Signed in'}>
        <MenuItem isDisabled>{me?.user.email ?? '…'}</MenuItem>
      </MenuSection>
      <MenuSeparator />
      <MenuSection title="Theme">
        {themeItems.map((item) => (
          <MenuItem
            key={item.theme}
            icon={item.icon}
            isCurrent={theme === item.theme}
            onAction={() => setTheme(item.theme)}
          >
            {item.label}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSeparator />
      <MenuSection title="Reading and keys">
        <MenuItem
          icon={<Clock aria-hidden />}
          isCurrent={exactTimes}
          description="In tables, instead of “3 h ago”"
          onAction={() => setPreference('exactTimes', !exactTimes)}
        >
          Exact times
        </MenuItem>
        <MenuItem
          icon={<Keyboard aria-hidden />}
          isCurrent={searchKey}
          description="Ctrl-K always does"
          onAction={() => setPreference('searchKey', !searchKey)}
        >
          The key / opens the search
        </MenuItem>
      </MenuSection>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onAction={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

/** The tenant that everything on the page belongs to; a menu only for people with several. */
export function TenantSwitcher() {
  const explainProblem = useExplainProblem();
  const me = useMe();
  const change = useSwitchTenant();
  if (!me) return <Skeleton className="h-4 w-24" />;
  const name = me.tenant?.name ?? (me.permissions.includes('provider') ? 'Provider' : 'No organisation');
  if (me.tenants.length < 2) {
    return (
      <p className="flex min-w-0 items-center gap-2 font-medium">
        <Building2 aria-hidden className="size-4 shrink-0 text-ink-3" />
        <span className="truncate">{name}</span>
      </p>
    );
  }
  return (
    <Menu
      label="Organisation"
      placement="bottom start"
      trigger={
        <Button
          variant="quiet"
          isPending={change.isPending}
          className="min-w-0 !shrink !justify-start !px-2 !text-ink"
          icon={<Building2 aria-hidden className="size-4 shrink-0 text-ink-3" />}
        >
          <span className="sr-only">Organisation: </span>
          <span className="truncate">{name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      <MenuSection title="Switch organisation">
        {me.tenants.map((tenant) => (
          <MenuItem
            key={tenant.slug}
            description={roleWords[tenant.role]}
            isCurrent={tenant.slug === me.tenant?.slug}
            onAction={() => {
              if (tenant.slug === me.tenant?.slug) return;
              change.mutate(tenant.slug, {
                onError: (error) =>
                  showToast({ tone: 'fail', title: `Still in ${name}`, description: explainProblem(error).cause }),
              });
            }}
          >
            {tenant.name}
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  );
}

/** Roles as people say them. */
const roleWords: Record<Role, string> = { VIEWER: 'Viewer', OPERATOR: 'Operator', ADMIN: 'Administrator' };
