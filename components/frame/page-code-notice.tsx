'use client';

import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { loadAnew, usePageCode, watchMissingCode } from '@/lib/client/page-code';
import type { PageCode } from '@/lib/client/page-code';

const texts: Record<Exclude<PageCode, 'whole'>, string> = {
  missing:
    'A part of this page can’t be loaded. It is loaded anew by itself as soon as that is possible; what you typed stays.',
  ready: 'The page can be loaded anew now. Send what you typed first, or load it when you are ready.',
  held: 'The page that you asked for can’t be loaded. It opens by itself as soon as it can; until then this one stays.',
};

/** Says on every page that a part of its code, or the next page, can't be loaded; it is loaded once it can be, or when the person says so. */
export function PageCodeNotice() {
  const code = usePageCode();
  useEffect(() => watchMissingCode(), []);
  if (code === 'whole') return null;
  return (
    <Notice
      tone="late"
      role="status"
      className="mb-4"
      title="The portal was updated, or can’t be reached"
      action={
        code === 'ready' ? (
          <Button size="sm" onPress={loadAnew}>
            Load the page anew
          </Button>
        ) : undefined
      }
    >
      {texts[code]}
    </Notice>
  );
}
