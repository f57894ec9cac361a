'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { isUnderWay, useDownloads } from '@/lib/client/mount-downloads';
import type { Mount } from '@/lib/contracts/mount';

export interface UnmountDialogProps {
  mount: Pick<Mount, 'guid' | 'machine' | 'mode'>;
  onClose: () => void;
  onConfirm: (interrupt: boolean) => void;
}

/** Asks before a mount ends, since whoever works with it loses what they are doing. */
export function UnmountDialog({ mount, onClose, onConfirm }: UnmountDialogProps) {
  const [interrupt, setInterrupt] = useState(false);
  const running = useDownloads(mount.guid, mount.mode !== 'ISCSI').data?.items.filter(isUnderWay).length ?? 0;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      size="sm"
      title={`Unmount ${mount.machine.name}?`}
      footer={
        <>
          <Button onPress={onClose}>Keep it</Button>
          <Button
            variant="danger"
            onPress={() => {
              onConfirm(interrupt);
              onClose();
            }}
          >
            Unmount
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {running > 0 ? (
          <Notice
            tone="late"
            title={
              running === 1
                ? 'One of your downloads is still running'
                : `${running} of your downloads are still running`
            }
          />
        ) : null}
        <p className="text-ink-2">
          {mount.mode === 'ISCSI'
            ? 'Machines that are connected to its disks lose them. Disconnect them first.'
            : 'Its files can no longer be browsed, and your downloads from it break off. While colleagues are downloading from it, it stays.'}{' '}
          The recovery point stays, and can be mounted again.
        </p>
        {mount.mode === 'ISCSI' ? null : (
          <Checkbox label="Break off the downloads of colleagues too" checked={interrupt} onChange={setInterrupt} />
        )}
      </div>
    </Dialog>
  );
}
