'use client';

import { FolderOpen, RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { useCan } from '@/lib/client/me';
import { newMountAddress } from '@/lib/client/mount-addresses';
import { restoreStepAddress } from '@/lib/client/restore-addresses';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';

const restoreIcon = <RotateCcw aria-hidden className="size-4" />;
const filesIcon = <FolderOpen aria-hidden className="size-4" />;

/** What one can do with a recovery point; what can't be done says why. Nothing for who may only look. */
export function RecoveryPointActions({ point }: { point: RecoveryPointDetail }) {
  const canRestore = useCan('restore:run');
  const canMount = useCan('mount:run');
  const reasonId = useId();
  if (!canRestore && !canMount) return null;
  if (!point.restorable) {
    return (
      <>
        <p id={reasonId} className="min-w-0 flex-1 basis-full text-xs text-ink-2">
          It can’t be restored{point.reason === null ? ', and the portal gave no reason.' : `: ${point.reason}`}
        </p>
        {canMount ? (
          <Button icon={filesIcon} isDisabled aria-describedby={reasonId}>
            Browse files
          </Button>
        ) : null}
        {canRestore ? (
          <Button variant="primary" icon={restoreIcon} isDisabled aria-describedby={reasonId}>
            Restore from here
          </Button>
        ) : null}
      </>
    );
  }
  return (
    <>
      {canMount ? (
        <LinkButton href={newMountAddress(point.guid)} icon={filesIcon}>
          Browse files
        </LinkButton>
      ) : null}
      {canRestore ? (
        <LinkButton variant="primary" href={restoreStepAddress(point.guid, 'target')} icon={restoreIcon}>
          Restore from here
        </LinkButton>
      ) : null}
    </>
  );
}
