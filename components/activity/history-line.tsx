'use client';

import { formatShort } from '@/lib/client/format-time';
import { useNow } from '@/lib/client/now-store';
import { useTimeZone } from '@/lib/client/time-zone';
import type { OperationHistory } from '@/lib/contracts/operation';

const dayMs = 86_400_000;

/** Where a list of operations ends, and why: below the list. `ofMachine`: it also tells what only the backup system's history knows. */
export function HistoryLine({ history, ofMachine }: { history: OperationHistory | undefined; ofMachine: boolean }) {
  const now = useNow();
  const timeZone = useTimeZone();
  if (history === undefined || history.followedSince === null) return null;
  const { followedSince, oldestAt, keptDays } = history;
  const isWhole = Date.parse(followedSince) > now - keptDays * dayMs;
  const isOlder = ofMachine && oldestAt !== null && oldestAt < followedSince;
  return (
    <p className="mt-3 text-xs text-ink-3">
      {isWhole
        ? `The portal has followed ${ofMachine ? 'this machine' : 'your machines'} since ${formatShort(followedSince, timeZone)}. `
        : null}
      {isWhole && isOlder
        ? `Backups from before that are told as the backup system’s own history names them, back to ${formatShort(oldestAt, timeZone)}; other work from before is not known. `
        : null}
      {isWhole && !isOlder
        ? ofMachine
          ? 'What was done with it before is not known. '
          : 'Backups from before that are in the activity of each machine. '
        : null}
      Operations are kept for {keptDays} days after they were requested; older ones are removed.
    </p>
  );
}
