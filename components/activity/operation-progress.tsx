'use client';

import { useTranslations } from 'next-intl';
import { ProgressBar } from '@/components/ui/progress';
import { useOperationWords } from '@/lib/client/format/operation-words';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
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
  const t = useTranslations('common');
  const words = useOperationWords();
  const format = useFormats();
  const now = useNow('second');
  const settled = isSettled(operation.state);
  const text = words.progress(operation);
  const remaining = settled || operation.state === 'REQUESTED' ? null : format.remaining(operation.etaAt, now);
  if (settled) return compact ? null : <p className="text-ink-2">{text}</p>;
  return (
    <div className="min-w-0">
      <ProgressBar
        label={words.title(operation)}
        value={operation.state === 'REQUESTED' ? 0 : operation.progress}
        text={remaining ? t('progressLeft', { text, remaining }) : text}
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
  const t = useTranslations('common.history');
  const format = useFormats();
  const now = useNow();
  if (history === undefined || history.followedSince === null) return null;
  const { followedSince, oldestAt, keptDays } = history;
  const isWhole = Date.parse(followedSince) > now - keptDays * dayMs;
  const before =
    ofMachine && oldestAt !== null && oldestAt < followedSince
      ? t('older', { oldest: format.short(oldestAt) })
      : t(ofMachine ? 'unknownBefore' : 'byMachine');
  const sentences = [
    ...(isWhole ? [t(ofMachine ? 'followedOne' : 'followed', { since: format.short(followedSince) }), before] : []),
    t('kept', { days: keptDays }),
  ];
  return <p className="mt-3 text-xs text-ink-3">{sentences.join(' ')}</p>;
}
