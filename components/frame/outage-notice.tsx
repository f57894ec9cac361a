'use client';

import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { useFreshness } from '@/lib/client/freshness';

/** Says on every page that the backup system is down: what is known stays readable, nothing new can start. */
export function OutageNotice() {
  const freshness = useFreshness();
  if (freshness?.state !== 'DOWN') return null;
  return (
    <Notice tone="fail" role="status" className="mb-4" title="The backup system can’t be reached">
      {freshness.asOf === null ? (
        'Nothing was heard from it yet.'
      ) : (
        <>
          What you see was heard <RelativeTime at={freshness.asOf} /> and stays readable.
        </>
      )}{' '}
      New work can’t be started until it answers again. Your provider has to act; this page goes on by itself.
    </Notice>
  );
}
