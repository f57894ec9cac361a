'use client';

import { NextIntlClientProvider, useLocale, useMessages, useTranslations } from 'next-intl';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { Messages } from '@/lib/messages/catalogue';

/** Title of the window for pages whose name comes with their data. */
export function PageTitle({ title }: { title: string }) {
  const t = useTranslations('frame');
  const shown = t('documentTitle', { title });
  useEffect(() => {
    const before = document.title;
    document.title = shown;
    return () => {
      document.title = before;
    };
  }, [shown]);
  return null;
}

/** Adds messages to those of the provider above. */
export function MoreMessages({ messages, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const locale = useLocale();
  const present = useMessages();
  return (
    <NextIntlClientProvider locale={locale} messages={{ ...present, ...messages }}>
      {children}
    </NextIntlClientProvider>
  );
}
