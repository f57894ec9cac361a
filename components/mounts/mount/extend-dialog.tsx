'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { KeyValues } from '@/components/ui/section';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import type { Mount } from '@/lib/contracts/mount';

interface ExtendDialogProps {
  mount: Pick<Mount, 'machine' | 'endsAt' | 'extendsByMs'>;
  onClose: () => void;
  onConfirm: () => void;
}

/** Says by how much a mount is extended before it is. There is no choice: the backup system takes no other time than the ordered one. */
export function ExtendDialog({ mount, onClose, onConfirm }: ExtendDialogProps) {
  const [t, ui] = [useTranslations('mounts.extend'), useTranslations('ui')];
  const format = useFormats();
  const now = useNow();
  const time = format.duration(mount.extendsByMs);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="sm"
      title={t('title', { machine: mount.machine.name })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button
            variant="primary"
            onPress={() => {
              onConfirm();
              onClose();
            }}
          >
            {t('confirm', { time })}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        <KeyValues
          items={[
            mount.endsAt !== null && { key: t('endsNow'), value: format.run(mount.endsAt) },
            mount.extendsByMs !== null && {
              key: t('newEnd'),
              value: <span className="font-medium">{format.run(new Date(now + mount.extendsByMs).toISOString())}</span>,
            },
          ]}
        />
        <p className="text-ink-2">{t('text', { time })}</p>
      </div>
    </Dialog>
  );
}
