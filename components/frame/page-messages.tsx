import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { loadMessages } from '@/lib/messages/catalogue';
import type { Area } from '@/lib/messages/catalogue';
import { MoreMessages } from './page-parts';

/** Adds the messages of a page to those of every page; rendered on the server. */
export async function PageMessages({ areas, children }: { areas: readonly Area[]; children: ReactNode }) {
  return <MoreMessages messages={await loadMessages(await getLocale(), areas)}>{children}</MoreMessages>;
}
