'use client';

import { ProgressBar } from '@/components/ui/progress';
import { operationTitle, progressText } from '@/lib/client/format/describe-operation';
import { useNow } from '@/lib/client/format/now';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatRemaining, formatShort } from '@/lib/client/format/time';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, OperationHistory } from '@/lib/contracts/operation';

/** One bar over all phases of an operation with its phase and its ETA in words; only words once it is settled. */
export function OperationProgress({
  operation,
  compact = false,
}: {
  operation: Operation;
  compact?: boolean | undefined;
}) {
  const now = useNow('second');
  const settled = isSettled(operation.state);
  const text = progressText(operation);
  const remaining = settled || operation.state === 'REQUESTED' ? null : formatRemaining(operation.etaAt, now);
  if (settled) return compact ? null : <p className="text-ink-2">{text}</p>;
  return (
    <div className="min-w-0">
      <ProgressBar
        label={operationTitle(operation)}
        value={operation.state === 'REQUESTED' ? 0 : operation.progress}
        text={remaining ? `${text}, ${remaining}` : text}
        tone={operation.state === 'CANCELLING' ? 'late' : 'run'}
      />
      <p aria-hidden className="mt-1 flex justify-between gap-3 text-xs text-ink-2 tabular-nums">
        <span className="truncate">{text}</span>
        {remaining ? <span className="shrink-0 text-ink-3">{remaining}</span> : null}
      </p>
    </div>
  );
}

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
