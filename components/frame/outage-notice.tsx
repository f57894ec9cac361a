'use client';

import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { useFreshness } from '@/lib/client/freshness';

/** Says on every page that the backup server is down: what is known stays readable, nothing new can start. */
export function OutageNotice() {
  const freshness = useFreshness();
  if (freshness?.state !== 'DOWN') return null;
  return (
    <Notice tone="fail" role="status" className="mb-4" title={freshness.reason ?? 'The backup server can’t be reached'}>
      What you see was last heard <RelativeTime at={freshness.asOf} empty="never" />. It stays readable; new work can’t be started until the server answers again. Your provider has to act.
    </Notice>
  );
}
