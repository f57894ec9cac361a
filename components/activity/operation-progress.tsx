'use client';

import { ProgressBar } from '@/components/ui/progress-bar';
import { operationTitle, progressText } from '@/lib/client/describe-operation';
import { formatRemaining } from '@/lib/client/format-time';
import { useNow } from '@/lib/client/now-store';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

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
