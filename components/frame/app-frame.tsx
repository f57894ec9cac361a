'use client';

import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { TooltipLayer } from '@/components/ui/tooltip-layer';
import { Toasts } from '@/components/ui/toast';
import { keepDraftsOf } from '@/lib/client/drafts/draft-store';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { ServedAtProvider } from '@/lib/client/format/now';
import { setRequestTenant } from '@/lib/client/http/api';
import { keyOf } from '@/lib/client/live/keys';
import { openEventStream } from '@/lib/client/live/event-stream';
import { startWith } from '@/lib/client/live/live-cache';
import type { ServedRead } from '@/lib/client/live/live-cache';
import { useCan, useMe } from '@/lib/client/queries/me';
import { makeQueryClient } from '@/lib/client/live/query-client';
import { useScrollMemory } from '@/lib/client/scroll-memory';
import { noteServerTime } from '@/lib/client/live/server-clock';
import { rememberPreference, zoneCookie, browserTimeZone } from '@/lib/client/preference-cookies';
import type { Theme } from '@/lib/client/preference-cookies';
import type { Me } from '@/lib/contracts/me';
import { localeOf } from '@/lib/messages/languages';
import { ClockWord, TopBar } from './top-bar';
import { BottomBar, Sidebar } from './navigation';
import { OutageNotice, PageCodeNotice, SessionEnded, TenantChanged } from './frame-notices';

interface AppFrameProps {
  /** The signed-in person when the server rendered the page; null without one. */
  me: Me | null;
  /** The portal's time when it rendered the page. */
  servedAt: string;
  startTheme: Theme;
  /** The zone of this browser from its cookie; null without one. */
  startZone: string | null;
  startsCollapsed: boolean;
  /** The contact of the provider, if configured. */
  contact: string | null;
  children: ReactNode;
}

/** The frame of every page of a signed-in person, with the cache and the live connection. */
export function AppFrame({ me, servedAt, startTheme, startZone, startsCollapsed, contact, children }: AppFrameProps) {
  const [client] = useState(() => {
    if (typeof window !== 'undefined') noteServerTime(servedAt);
    const made = makeQueryClient();
    if (me) made.setQueryData(keyOf('me'), me);
    return made;
  });
  const router = useRouter();
  const t = useTranslations('frame');
  const language = useLocale();
  useScrollMemory();
  const userId = me?.user.id;
  useEffect(() => {
    if (userId !== undefined) keepDraftsOf(userId);
  }, [userId]);
  return (
    <QueryClientProvider client={client}>
      <I18nProvider locale={localeOf[language]}>
        <RouterProvider navigate={(href) => router.push(href as Route)}>
          <ServedAtProvider value={Date.parse(servedAt)}>
            <ViewerZone startZone={startZone}>
              <a
                href="#content"
                className="sr-only z-50 rounded-sm bg-accent px-3 py-2 text-white focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
              >
                {t('skipToContent')}
              </a>
              <div className="flex min-h-dvh">
                <Sidebar startsCollapsed={startsCollapsed} />
                <div className="flex min-w-0 flex-1 flex-col">
                  <TopBar startTheme={startTheme} contact={contact} />
                  <main
                    id="content"
                    tabIndex={-1}
                    // As a column, so that a sticky footer below a short list is at the end of the page.
                    className="mx-auto w-full max-w-[90rem] flex-1 px-3 pt-5 pb-10 outline-none has-data-sticky-footer:flex has-data-sticky-footer:flex-col max-md:pb-24 sm:px-6"
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
              <TooltipLayer />
            </ViewerZone>
          </ServedAtProvider>
        </RouterProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}

/** Puts the data of a page into the cache before its components read it, on the server and in the browser. */
export function StartCache({ reads, children }: { reads: readonly ServedRead[]; children: ReactNode }) {
  const client = useQueryClient();
  useState(() => startWith(client, reads));
  return children;
}

const neverChanges = () => () => undefined;

/** The account's zone, else the browser's, which the server knows from a cookie. */
function ViewerZone({ startZone, children }: { startZone: string | null; children: ReactNode }) {
  const own = useSyncExternalStore(neverChanges, browserTimeZone, () => startZone ?? 'UTC');
  useEffect(() => {
    const zone = browserTimeZone();
    if (zone !== startZone) rememberPreference(zoneCookie, zone);
  }, [startZone]);
  return <TimeZoneProvider value={useMe()?.timeZone ?? own}>{children}</TimeZoneProvider>;
}

/** Keeps the one event stream of this tab open while a person with access is signed in; renders nothing. */
function LiveConnection() {
  const client = useQueryClient();
  const slug = useMe()?.tenant?.slug ?? null;
  const inTenant = useCan('machine:read');
  const isProvider = useCan('provider');
  const mayListen = inTenant || isProvider;
  useEffect(() => {
    setRequestTenant(slug);
    return mayListen ? openEventStream(client, slug) : undefined;
  }, [client, mayListen, slug]);
  return null;
}
