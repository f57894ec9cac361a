'use client';

import { useEffect } from 'react';

/** Title of the window for pages whose name comes with their data. */
export function PageTitle({ title }: { title: string }) {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Backup portal`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return null;
}
