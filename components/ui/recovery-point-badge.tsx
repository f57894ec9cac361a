import {
  Archive,
  CircleCheck,
  CircleHelp,
  CircleX,
  Layers,
  LoaderCircle,
  SquareStack,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { Badge } from './badge';
import type { Tone } from './badge';

/** Word, tone and icon of each status of a recovery point. */
export const recoveryPointLook: Record<RecoveryPointStatus, { word: string; tone: Tone; icon: ReactNode }> = {
  SUCCESS: { word: 'Complete', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  PARTIAL: { word: 'Partial', tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { word: 'Failed', tone: 'fail', icon: <CircleX aria-hidden /> },
  RUNNING: { word: 'Running', tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  REMOVED: { word: 'Removed', tone: 'none', icon: <Archive aria-hidden /> },
  UNKNOWN: { word: 'Unknown', tone: 'none', icon: <CircleHelp aria-hidden /> },
};

const warned = { word: 'With warnings', tone: 'late', icon: <TriangleAlert aria-hidden /> } as const;

/** Status of a recovery point; one that is whole but was warned of says so. */
export function RecoveryPointBadge({
  point,
  plain,
}: {
  point: Pick<RecoveryPoint, 'status'> & { statusText?: string | null } & { warnings: readonly unknown[] };
  plain?: boolean | undefined;
}) {
  const look = point.status === 'SUCCESS' && point.warnings.length > 0 ? warned : recoveryPointLook[point.status];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {look.word}
      {point.statusText ? ` (${point.statusText})` : null}
    </Badge>
  );
}

/** Full or incremental, told apart by shape and word. */
export function BackupTypeText({ type }: { type: RecoveryPoint['type'] }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-ink-2 [&>svg]:size-3.5 [&>svg]:text-ink-3">
      {type === 'UNKNOWN' ? (
        <CircleHelp aria-hidden />
      ) : type === 'FULL' ? (
        <SquareStack aria-hidden />
      ) : (
        <Layers aria-hidden />
      )}
      {type === 'UNKNOWN' ? 'Unknown' : type === 'FULL' ? 'Full' : 'Incremental'}
    </span>
  );
}
