import type { ReactNode } from 'react';
import { SettingsTabs } from '@/components/settings/settings-tabs';

/** The tabs only: each page checks the session and the permission itself. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <SettingsTabs />
      {children}
    </>
  );
}
