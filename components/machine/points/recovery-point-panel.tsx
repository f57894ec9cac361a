'use client';

import { FolderOpen, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { RecoveryPointDetails } from './recovery-point-details';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { RefusedButton } from '@/components/ui/refused-button';
import { SidePanel } from '@/components/ui/dialog';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/badge';
import { newMountAddress, restoreStepAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import { isProblem, ProblemError } from '@/lib/client/http/problems';
import { useCan, useMe } from '@/lib/client/queries/me';
import { useRecoveryPoint } from '@/lib/client/queries/recovery-points';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';

interface RecoveryPointPanelProps {
  machineGuid: string;
  /** The point to show; null closes. */
  guid: string | null;
  onClose: () => void;
  hrefOfPoint: (guid: string) => string;
}

/** One recovery point beside the list, with its own URL. */
export function RecoveryPointPanel({ machineGuid, guid, onClose, hrefOfPoint }: RecoveryPointPanelProps) {
  const t = useTranslations('machine.point');
  const format = useFormats();
  const read = useRecoveryPoint(guid);
  if (guid === null) return null;
  // A point of another machine does not belong under this machine's URL.
  const point = read.data?.guid === guid && read.data.machine.guid === machineGuid ? read.data : undefined;
  const isElsewhere = read.data !== undefined && read.data.machine.guid !== machineGuid;
  const error = isElsewhere
    ? new ProblemError({ code: 'not_found', status: 404, detail: t('notFound') })
    : point
      ? null
      : read.error;
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={point?.startedAt ? format.short(point.startedAt) : t('title')}
      description={
        point ? (
          <span className="flex flex-wrap items-center gap-3">
            <BackupTypeText type={point.type} />
            <RecoveryPointBadge point={point} />
            <span>{point.machine.name}</span>
          </span>
        ) : undefined
      }
      footer={point ? <RecoveryPointActions point={point} /> : undefined}
    >
      {error ? (
        <ErrorState
          error={error}
          onRetry={isProblem(error, 'not_found') ? undefined : () => void read.refetch()}
          isRetrying={read.isFetching}
          className="border-0 !p-0"
        />
      ) : point ? (
        <RecoveryPointDetails point={point} hrefOfPoint={hrefOfPoint} />
      ) : (
        <Loading label={t('loading')} className="space-y-3">
          {['w-48', 'w-64', 'w-40', 'w-56'].map((width) => (
            <Skeleton key={width} className={`h-4 ${width}`} />
          ))}
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </Loading>
      )}
    </SidePanel>
  );
}

const restoreIcon = <RotateCcw aria-hidden className="size-4" />;
const filesIcon = <FolderOpen aria-hidden className="size-4" />;

/** The actions on a recovery point; unavailable ones give the reason. */
function RecoveryPointActions({ point }: { point: RecoveryPointDetail }) {
  const t = useTranslations('machine');
  const isKnown = useMe() !== undefined;
  const canRestore = useCan('restore:run');
  const canMount = useCan('mount:run');
  const reasonId = useId();
  const reason = useServerText()(point.reason, point.reasonRef);
  if (!isKnown) return null;
  const isExplained = !point.restorable && (canRestore || canMount);
  return (
    <>
      {isExplained ? (
        <p id={reasonId} className="min-w-0 flex-1 basis-full text-xs text-ink-2">
          {reason === null ? t('point.notRestorableNoReason') : t('point.notRestorable', { reason })}
        </p>
      ) : null}
      {!canMount ? (
        <RefusedButton reason={t('actions.notAllowed')} icon={filesIcon}>
          {t('actions.browseFiles')}
        </RefusedButton>
      ) : point.restorable ? (
        <LinkButton href={newMountAddress(point.guid)} icon={filesIcon}>
          {t('actions.browseFiles')}
        </LinkButton>
      ) : (
        <Button icon={filesIcon} isDisabled aria-describedby={reasonId}>
          {t('actions.browseFiles')}
        </Button>
      )}
      {!canRestore ? (
        <RefusedButton reason={t('actions.notAllowed')} icon={restoreIcon}>
          {t('actions.restoreFromHere')}
        </RefusedButton>
      ) : point.restorable ? (
        <LinkButton variant="primary" href={restoreStepAddress(point.guid, 'target')} icon={restoreIcon}>
          {t('actions.restoreFromHere')}
        </LinkButton>
      ) : (
        <Button variant="primary" icon={restoreIcon} isDisabled aria-describedby={reasonId}>
          {t('actions.restoreFromHere')}
        </Button>
      )}
    </>
  );
}
