'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';

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
