'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { HintLayer } from '@/components/ui/hint-layer';
import { Toasts } from '@/components/ui/toast-region';
import { keepDraftsOf } from '@/lib/client/draft-store';
import { keyOf } from '@/lib/client/keys';
import { locale } from '@/lib/client/locale';
import { useMe } from '@/lib/client/me';
import { makeQueryClient } from '@/lib/client/query-client';
import { useScrollMemory } from '@/lib/client/scroll-memory';
import { noteServerTime } from '@/lib/client/server-clock';
import type { Theme } from '@/lib/client/theme';
import { TimeZoneProvider } from '@/lib/client/time-zone';
import type { Me } from '@/lib/contracts/me';
import { BottomBar } from './bottom-bar';
import { ClockWord } from './clock-word';
import { LiveConnection } from './live-connection';
import { OutageNotice } from './outage-notice';
import { PageCodeNotice } from './page-code-notice';
import { Rail } from './rail';
import { SessionEnded } from './session-ended';
import { TenantChanged } from './tenant-changed';
import { TopBar } from './top-bar';

export interface AppFrameProps {
  /** Who is signed in, as the server knew when it made the page; null when nobody is. */
  me: Me | null;
  /** The portal's time when it made the page. */
  servedAt: string;
  startTheme: Theme;
  startsCollapsed: boolean;
  children: ReactNode;
}

/** What stands around every page of someone signed in, and the cache and live connection behind it. */
export function AppFrame({ me, servedAt, startTheme, startsCollapsed, children }: AppFrameProps) {
  const [client] = useState(() => {
    if (typeof window !== 'undefined') noteServerTime(servedAt);
    const made = makeQueryClient();
    if (me) made.setQueryData(keyOf('me'), me);
    return made;
  });
  const router = useRouter();
  useScrollMemory();
  const userId = me?.user.id;
  useEffect(() => {
    if (userId !== undefined) keepDraftsOf(userId);
  }, [userId]);
  return (
    <QueryClientProvider client={client}>
      <I18nProvider locale={locale}>
        <RouterProvider navigate={(href) => router.push(href as Route)}>
          <ViewerZone>
            <a
              href="#content"
              className="sr-only z-50 rounded-sm bg-accent px-3 py-2 text-white focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
              Skip to content
            </a>
            <div className="flex min-h-dvh">
              <Rail startsCollapsed={startsCollapsed} />
              <div className="flex min-w-0 flex-1 flex-col">
                <TopBar startTheme={startTheme} />
                <main
                  id="content"
                  tabIndex={-1}
                  className="mx-auto w-full max-w-[90rem] flex-1 px-3 pt-5 pb-10 outline-none max-md:pb-24 sm:px-6"
                >
                  <PageCodeNotice />
                  <OutageNotice />
                  {children}
                </main>
              </div>
            </div>
            <BottomBar />
            <LiveConnection />
            <ClockWord />
            <SessionEnded />
            <TenantChanged />
            <Toasts />
            <HintLayer />
          </ViewerZone>
        </RouterProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}

function ViewerZone({ children }: { children: ReactNode }) {
  return <TimeZoneProvider value={useMe()?.timeZone ?? null}>{children}</TimeZoneProvider>;
}
