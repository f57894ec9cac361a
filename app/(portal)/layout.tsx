import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { AppFrame } from '@/components/frame/app-frame';
import { readTheme, sidebarCookie, themeCookie, zoneCookie, readZone } from '@/lib/client/preference-cookies';
import { currentMe, pageTime, supportContact } from '@/lib/http/page';

/** The frame only: each page reads the session itself, since a layout does not run again on navigation. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const [store, me] = await Promise.all([cookies(), currentMe()]);
  return (
    <AppFrame
      me={me}
      servedAt={pageTime()}
      startTheme={readTheme(store.get(themeCookie)?.value)}
      startZone={readZone(store.get(zoneCookie)?.value)}
      contact={supportContact()}
      startsCollapsed={store.get(sidebarCookie)?.value === 'narrow'}
    >
      {children}
    </AppFrame>
  );
}
