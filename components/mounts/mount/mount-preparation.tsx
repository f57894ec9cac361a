'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { CancelButton, OperationProgress } from '@/components/activity/running-operation';
import { FailureNotice } from '@/components/activity/failure-notice';
import { IconButton } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { OperationStateBadge } from '@/components/ui/badge';
import { mountAddress, newMountAddress, operationAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import { useServerText } from '@/lib/client/format/server-text';
import { mountPreparations } from '@/components/mounts/files/folder-address';
import { useOperation, useOperationList } from '@/lib/client/queries/operations';
import type { Mount } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { PointTag } from './mount-state';

/** Without an estimate, preparation takes unusually long after this time. */
const usualMs = 3 * 60_000;

/** The list of mounts is read every few seconds while one is expected. */
const unseenMs = 60_000;

/** True when work on a mount takes longer than its estimate, or than usual. */
function isSlow(operation: Pick<Operation, 'state' | 'etaAt' | 'requestedAt'>, nowMs: number): boolean {
  if (isSettled(operation.state)) return false;
  return operation.etaAt === null
    ? nowMs - Date.parse(operation.requestedAt) > usualMs
    : nowMs > Date.parse(operation.etaAt) + usualMs / 3;
}

/** The preparation of a mount, live; with a next step when it takes too long or failed. */
export function MountPreparation({ operation }: { operation: Operation }) {
  const t = useTranslations('mounts');
  const wordsOfServer = useServerText();
  const now = useNow('second');
  const { failure } = operation;
  const again = operation.source ? (
    <LinkButton href={newMountAddress(operation.source.guid)} size="sm">
      {t('mountAgain')}
    </LinkButton>
  ) : null;
  if (operation.state === 'SUCCEEDED' || operation.state === 'WARNING')
    return <Mounted operation={operation} nowMs={now} />;
  if (isSettled(operation.state)) {
    if (failure)
      return (
        <FailureNotice
          failure={failure}
          work={operation}
          tone={operation.state === 'NOT_STARTED' ? 'info' : 'fail'}
          role="status"
        />
      );
    return (
      <Notice
        tone={operation.state === 'CANCELLED' || operation.state === 'NOT_STARTED' ? 'info' : 'fail'}
        role="status"
        title={t(operation.state === 'CANCELLED' ? 'preparation.cancelled' : 'preparation.nothingMounted')}
        action={again}
      >
        <p>{wordsOfServer(operation.note, operation.noteRef) ?? t('preparation.nothingLeft')}</p>
      </Notice>
    );
  }
  return (
    <div className="space-y-3">
      <div className="flex items-center gap-4">
        <div className="min-w-0 flex-1">
          <OperationProgress operation={operation} />
        </div>
        <CancelButton operation={operation} />
      </div>
      {isSlow(operation, now) ? (
        <Notice
          tone="late"
          role="status"
          title={t('preparation.slow.title')}
          action={
            <LinkButton href={operationAddress(operation.id)} size="sm">
              {t('preparation.slow.action')}
            </LinkButton>
          }
        >
          {t('preparation.slow.text')}
        </Notice>
      ) : null}
    </div>
  );
}

/** The work is done, but the mount itself has not been seen yet. */
function Mounted({ operation, nowMs }: { operation: Operation; nowMs: number }) {
  const t = useTranslations('mounts.preparation');
  const isLate = operation.finishedAt !== null && nowMs - Date.parse(operation.finishedAt) > unseenMs;
  return isLate ? (
    <Notice tone="late" role="status" title={t('unseen.title')}>
      {t('unseen.text')}
    </Notice>
  ) : (
    <p role="status" className="text-ink-2">
      {t('mounted')}
    </p>
  );
}

/** Work on a mount that is not in the list yet. */
interface Preparations {
  /** The operation that this person has just requested; undefined while unknown, or when none is tracked. */
  own: Operation | undefined;
  others: readonly Operation[];
  error: unknown;
  retry: () => void;
  isRetrying: boolean;
}

/**
 * Mounts in preparation. `followed` is the operation that this person has just requested: its mount opens automatically
 * once it exists. Those in `listed` are left out.
 */
export function usePreparations(followed: string | null, listed: readonly Mount[] | undefined): Preparations {
  const router = useRouter();
  const own = useOperation(followed);
  const open = useOperationList(mountPreparations);
  const made = own.data?.kind === 'MOUNT' && !isLost(own.data) ? (own.data.result?.mount ?? null) : null;

  useEffect(() => {
    if (made !== null) router.replace(mountAddress(made));
  }, [made, router]);

  const isElsewhere = ({ id, result, state }: Operation) =>
    id === followed ||
    isSettled(state) ||
    listed?.some((mount) => mount.operation === id || mount.guid === result?.mount);
  return {
    own: own.data,
    others: (open.data?.items ?? []).filter((operation) => !isElsewhere(operation)),
    error: followed === null || own.data ? null : own.error,
    retry: () => void own.refetch(),
    isRetrying: own.isFetching,
  };
}

function isLost({ state }: Operation): boolean {
  return state === 'FAILED' || state === 'CANCELLED' || state === 'NOT_STARTED';
}

/** Shows them above the list; an ended one can be dismissed. */
export function PreparingMounts({ preparations, onForget }: { preparations: Preparations; onForget: () => void }) {
  const t = useTranslations('mounts.preparation');
  const { own, others, error, retry, isRetrying } = preparations;
  if (error) return <ErrorState error={error} onRetry={retry} isRetrying={isRetrying} className="mb-4" />;
  if (!own && others.length === 0) return null;
  return (
    <section aria-label={t('label')} className="panel mb-4 divide-y divide-line">
      {own ? <PreparingMount operation={own} onForget={isSettled(own.state) ? onForget : undefined} /> : null}
      {others.map((operation) => (
        <PreparingMount key={operation.id} operation={operation} />
      ))}
    </section>
  );
}

function PreparingMount({ operation, onForget }: { operation: Operation; onForget?: (() => void) | undefined }) {
  const [t, ui] = [useTranslations('mounts.preparation'), useTranslations('ui')];
  const format = useFormats();
  const machine = operation.machine.name;
  const at = operation.source?.startedAt ?? null;
  return (
    <div className="space-y-3 p-4">
      <div className="flex items-start gap-3">
        <h2 className="min-w-0 flex-1 text-sm break-words">
          {at === null
            ? t('title', { machine })
            : t.rich('titleWithPoint', {
                machine,
                at: format.short(at),
                plain: (chunks) => <span className="font-normal text-ink-2">{chunks}</span>,
                time: (chunks) => <PointTag at={at}>{chunks}</PointTag>,
              })}
        </h2>
        <OperationStateBadge state={operation.state} />
        {onForget ? (
          <IconButton
            label={ui('dismiss')}
            icon={<X aria-hidden className="size-4" />}
            onPress={onForget}
            className="-my-1"
          />
        ) : null}
      </div>
      <MountPreparation operation={operation} />
    </div>
  );
}
