'use client';

import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { loadAnew, usePageCode, watchMissingCode } from '@/lib/client/page-code';

/** Says on every page that a part of its code is missing; it is loaded anew once it can be, or when the person says so. */
export function PageCodeNotice() {
  const code = usePageCode();
  useEffect(() => watchMissingCode(), []);
  if (code === 'whole') return null;
  return (
    <Notice tone="late" role="status" className="mb-4" title="The portal was updated, or can’t be reached" action={code === 'ready' ? <Button size="sm" onPress={loadAnew}>Load the page anew</Button> : undefined}>
      {code === 'ready' ? 'The page can be loaded anew now. Send what you typed first, or load it when you are ready.' : 'A part of this page can’t be loaded. It is loaded anew by itself as soon as that is possible; what you typed stays.'}
    </Notice>
  );
}
