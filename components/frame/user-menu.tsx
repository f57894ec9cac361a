'use client';

import { CircleUser, Clock, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '@/components/ui/menu';
import { useMe } from '@/lib/client/me';
import { setPreference, usePreference } from '@/lib/client/preferences';
import { signOut } from '@/lib/client/session';
import { setTheme } from '@/lib/client/theme';
import type { Theme } from '@/lib/client/theme';
import { useTheme } from '@/lib/client/use-theme';
import { roleWords } from './role-words';

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
