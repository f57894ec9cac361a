'use client';

import { NextIntlClientProvider, useLocale, useMessages } from 'next-intl';
import type { ReactNode } from 'react';
import type { Messages } from '@/lib/messages/catalogue';

/** Adds words to those that are there already. */
export function MoreMessages({ messages, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const locale = useLocale();
  const present = useMessages();
  return (
    <NextIntlClientProvider locale={locale} messages={{ ...present, ...messages }}>
      {children}
    </NextIntlClientProvider>
  );
}
