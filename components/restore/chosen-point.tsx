'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { ExactTime } from '@/components/ui/exact-time';
import { Notice } from '@/components/ui/notice';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/recovery-point-badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { SizeText } from '@/components/ui/size-text';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { copyLook, roleWord } from '@/components/machine/copy-words';
import { Badge } from '@/components/ui/badge';
import { ProblemError, isProblem } from '@/lib/client/problem-error';
import { useRestoreDraft } from '@/lib/client/restore-draft';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import { CopyRadios } from './copy-choice';

export interface ChosenPointProps {
  read: Pick<UseQueryResult<RecoveryPointDetail>, 'error' | 'isFetching'>;
  /** Undefined while it is read. */
  point: RecoveryPointDetail | undefined;
  /** True when the machine has no point that could be restored, and none was asked for. */
  isNone: boolean;
  /** True for a point of another machine. */
  isElsewhere: boolean;
  /** Why it is not known which point is the newest. */
  newestError: unknown;
  onRetry: () => void;
}

/** The recovery point that is chosen now: what it is, whether it can be restored, and its copies. */
export function ChosenPoint({ read, point, isNone, isElsewhere, newestError, onRetry }: ChosenPointProps) {
  const error = isElsewhere
    ? new ProblemError({
        code: 'not_found',
        status: 404,
        detail: 'This machine has no such recovery point. Choose one below.',
      })
    : point
      ? null
      : (newestError ?? read.error);
  if (error)
    return (
      <ErrorState
        error={error}
        onRetry={isProblem(error, 'not_found') ? undefined : onRetry}
        isRetrying={read.isFetching}
        className="mb-4"
      />
    );
  return (
    <section aria-label="Chosen recovery point" aria-live="polite" className="panel mb-4 px-4 py-3">
      {isNone ? (
        <EmptyState icon={<RotateCcw aria-hidden />} title="Nothing to restore" className="!py-6">
          No recovery point of this machine can be restored now. The list below says why for each.
        </EmptyState>
      ) : point ? (
        <Chosen point={point} />
      ) : (
        <Loading label="The recovery point is loading" className="space-y-2">
          <Skeleton className="h-5 w-64 max-w-full" />
          <Skeleton className="h-4 w-40" />
        </Loading>
      )}
    </section>
  );
}

function Chosen({ point }: { point: RecoveryPointDetail }) {
  const { draft, change } = useRestoreDraft(point.guid);
  const copy = draft.values['copy'];
  const present = point.copies.filter(({ state }) => state === 'PRESENT');
  return (
    <div className="grid gap-x-8 gap-y-3 lg:grid-cols-2">
      <div className="min-w-0">
        <h2 className="text-sm font-normal text-ink-3">Restore as it was on</h2>
        <p className="text-lg font-semibold">
          <ExactTime at={point.startedAt} />
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
          <RelativeTime at={point.startedAt} />
          <BackupTypeText type={point.type} />
          <RecoveryPointBadge point={point} plain />
          <SizeText bytes={point.sizeBytes} />
        </p>
        {point.restorable ? null : (
          <Notice tone="late" title="It can’t be restored" className="mt-3">
            <p>{point.reason ?? 'The portal gave no reason.'}</p>
            <p>Choose another point below.</p>
          </Notice>
        )}
      </div>
      {present.length > 1 ? (
        <CopyRadios
          copies={point.copies}
          value={typeof copy === 'string' ? copy : ''}
          onChange={(chosen) => change((before) => ({ values: { ...before.values, copy: chosen } }))}
        />
      ) : point.copies.length > 0 ? (
        <div className="min-w-0">
          <h3 className="text-sm font-normal text-ink-3">{point.copies.length === 1 ? 'Copy' : 'Copies'}</h3>
          <ul>
            {point.copies.map((each, index) => (
              <li key={`${each.destination.guid}${index}`} className="flex flex-wrap items-center gap-x-3">
                <span className="min-w-0 break-words">{each.destination.name}</span>
                <span className="text-xs text-ink-3">{roleWord(each.role)}</span>
                <Badge plain tone={copyLook[each.state].tone}>
                  {copyLook[each.state].word}
                </Badge>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
