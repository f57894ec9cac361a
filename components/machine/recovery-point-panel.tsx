'use client';

import { ErrorState } from '@/components/ui/error-state';
import { RecoveryPointBadge, BackupTypeText } from '@/components/ui/recovery-point-badge';
import { SidePanel } from '@/components/ui/side-panel';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { formatShort } from '@/lib/client/format-time';
import { isProblem, ProblemError } from '@/lib/client/problem-error';
import { useRecoveryPoint } from '@/lib/client/recovery-points';
import { useTimeZone } from '@/lib/client/time-zone';
import { RecoveryPointActions } from './recovery-point-actions';
import { RecoveryPointDetails } from './recovery-point-details';

export interface RecoveryPointPanelProps {
  machineGuid: string;
  /** The point to show; null closes. */
  guid: string | null;
  onClose: () => void;
  hrefOfPoint: (guid: string) => string;
}

/** One recovery point beside the list, at an address of its own. */
export function RecoveryPointPanel({ machineGuid, guid, onClose, hrefOfPoint }: RecoveryPointPanelProps) {
  const timeZone = useTimeZone();
  const read = useRecoveryPoint(guid);
  if (guid === null) return null;
  // A point of another machine does not belong under this machine's address.
  const point = read.data?.guid === guid && read.data.machine.guid === machineGuid ? read.data : undefined;
  const isElsewhere = read.data !== undefined && read.data.machine.guid !== machineGuid;
  const error = isElsewhere
    ? new ProblemError({ code: 'not_found', status: 404, detail: 'This machine has no such recovery point.' })
    : point
      ? null
      : read.error;
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={point?.startedAt ? formatShort(point.startedAt, timeZone) : 'Recovery point'}
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
        <Loading label="The recovery point is loading" className="space-y-3">
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
