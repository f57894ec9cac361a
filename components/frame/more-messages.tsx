'use client';

import { NextIntlClientProvider, useMessages } from 'next-intl';
import type { ReactNode } from 'react';
import type { Messages } from '@/lib/messages/catalogue';

/** Adds words to those that are there already. */
export function MoreMessages({ messages, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const present = useMessages();
  return <NextIntlClientProvider messages={{ ...present, ...messages }}>{children}</NextIntlClientProvider>;
}
